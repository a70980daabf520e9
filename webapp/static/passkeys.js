/* The one ceremony that only a browser can do: make and use passkeys. Everything works with codes instead. */
"use strict";
(() => {
  if (!window.PublicKeyCredential || !PublicKeyCredential.parseCreationOptionsFromJSON) return;
  const send = async (address, form, more) => {
    const body = new FormData(form);
    for (const [name, value] of Object.entries(more || {})) body.set(name, value);
    const answer = await fetch(address, { method: "POST", body, credentials: "same-origin" });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text;
  };
  const make = async (form) => {
    const options = JSON.parse(await send("/account/passkey/new", form));
    const made = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
    return send("/account/passkey/keep", form, { answer: JSON.stringify(made) });
  };
  const show = async (form) => {
    const options = JSON.parse(await send("/account/passkey/ask", form));
    const shown = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    return send("/account/passkey/show", form, { answer: JSON.stringify(shown) });
  };
  for (const part of document.querySelectorAll("[data-passkey]")) {
    part.hidden = false;
    const form = part.querySelector("form");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        location.assign(await (part.dataset.passkey === "new" ? make : show)(form));
      } catch (error) {
        form.querySelector("[role=status]").textContent = error.message || "That did not work. Try again, or use a code.";
      }
    });
  }
})();
