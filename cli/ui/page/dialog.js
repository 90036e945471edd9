import { useEffect, useRef } from "preact/hooks";
import { html } from "#page/html.js";

/**
 * A dialog over the page; Escape and its button close it.
 *
 * @param {{ title: string, onClose: () => void, children?: unknown }} props
 */
export function Dialog({ title, onClose, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return html`<dialog ref=${dialog} aria-label=${title} onClose=${onClose}>
    <header>
      <h2>${title}</h2>
      <button
        type="button"
        class="quiet"
        onClick=${() => {
          dialog.current?.close();
        }}
      >
        Close
      </button>
    </header>
    ${children}
  </dialog>`;
}
