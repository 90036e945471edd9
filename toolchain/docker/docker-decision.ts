/** What decides how Docker is had on this machine. */
export interface DockerSituation {
  /** A daemon answers. */
  readonly answers: boolean;
  /** What the client said when it does not. */
  readonly complaint: string;
  readonly root: boolean;
  /** The system has apt-get. */
  readonly debian: boolean;
  /** systemd is what started this machine, so services belong to it. */
  readonly systemd: boolean;
  /** DOCKER_HOST or a context names another socket than Docker's own. */
  readonly elsewhere: boolean;
}

/** What to do about Docker. */
export type DockerDecision =
  | { readonly action: "use" }
  | { readonly action: "start"; readonly by: "systemd" | "us" }
  | { readonly action: "refuse"; readonly why: string };

/** Decides from the situation alone. */
export function decideDocker(situation: DockerSituation): DockerDecision {
  if (situation.answers) {
    return { action: "use" };
  }
  if (situation.elsewhere) {
    return refuse(
      `${situation.complaint}\nStart that daemon, or name another one: DOCKER_HOST, or docker context use.`,
    );
  }
  if (/permission denied/i.test(situation.complaint)) {
    return refuse(
      "Docker is there, but you may not use it. Type: sudo usermod --append --groups docker $USER" +
        ", and log in again.",
    );
  }
  if (!situation.root) {
    const how = situation.debian
      ? "sudo apt-get install --yes docker.io iptables && sudo systemctl start docker"
      : "install Docker Engine and start it: https://docs.docker.com/engine/install/";
    return refuse(`There is no Docker daemon. Type: ${how}`);
  }
  if (!situation.debian) {
    return refuse(
      "There is no Docker daemon, and this is not Debian. " +
        "Install Docker Engine: https://docs.docker.com/engine/install/",
    );
  }
  return { action: "start", by: situation.systemd ? "systemd" : "us" };
}

function refuse(why: string): DockerDecision {
  return { action: "refuse", why };
}
