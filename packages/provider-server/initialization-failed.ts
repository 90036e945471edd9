import type { ResourceState } from "./provider.ts";

/**
 * The object was made but did not become what it should be, such as a container that never got
 * healthy. The engine keeps it in state, so the next update repairs it and destroy removes it.
 */
export class InitializationFailed extends Error {
  readonly state: ResourceState;

  constructor(message: string, state: ResourceState) {
    super(message);
    this.name = "InitializationFailed";
    this.state = state;
  }
}
