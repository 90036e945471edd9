import type { Toolchain } from "../../toolchain/index.ts";
import type { Lab } from "../lab/lab.ts";

/** A lab with the pinned tools and images, which the plain contestants are made from as well. */
export type BenchLab = Lab & { readonly toolchain: Toolchain };
