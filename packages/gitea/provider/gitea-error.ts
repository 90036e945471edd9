/** Gitea refused a request. The message has the request's method and path, the status and Gitea's reason. */
export class GiteaError extends Error {
  override readonly name = "GiteaError";
  /** HTTP status. */
  readonly status: number;

  constructor(method: string, path: string, status: number, reason: string) {
    super(`Gitea refused ${method} ${path}: ${status} ${reason}${remedy(status)}`);
    this.status = status;
  }
}

/** Gitea did not answer a request: it is not there, or too slow. */
export class GiteaUnreachableError extends Error {
  override readonly name = "GiteaUnreachableError";

  constructor(baseUrl: string, method: string, path: string, reason: string) {
    super(
      `Gitea at ${baseUrl} did not answer ${method} ${path}: ${reason}; ` +
        "is it running, and is that the provider's baseUrl?",
    );
  }
}

function remedy(status: number): string {
  return status === 401 ? "; check the provider's username and password, or its token" : "";
}
