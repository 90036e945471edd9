import htm from "htm";
import { h } from "preact";

/** @import { VNode } from "preact" */

/**
 * Markup as a template string.
 *
 * @type {(strings: TemplateStringsArray, ...values: unknown[]) => VNode}
 */
// Any: the types that htm brings are of its CommonJS build.
export const html = /** @type {any} */ (htm).bind(h);
