/* The small sum that keeps machines from flooding the moderators: done while a person reads what will be public.
   Nobody else is asked anything. Without it a form works too, a few times an hour. */
"use strict";
(() => {
  const form = document.querySelector("form[data-proof]");
  if (!form || !window.crypto || !crypto.subtle) return;
  const told = form.querySelector("[data-proof-told]");
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (each) => each.toString(16).padStart(2, "0")).join("");

  const solve = async (challenge) => {
    const asked = challenge.parameters;
    const nonce = bytes(asked.nonce);
    const password = new Uint8Array(nonce.length + 4);
    password.set(nonce);
    const rule = { name: "PBKDF2", hash: "SHA-256", salt: bytes(asked.salt), iterations: asked.cost };
    for (let counter = 0; ; counter += 1) {
      new DataView(password.buffer).setUint32(nonce.length, counter);
      const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
      const derived = hex(await crypto.subtle.deriveBits(rule, key, asked.keyLength * 8));
      if (derived.startsWith(asked.keyPrefix)) return { challenge, solution: { counter, derivedKey: derived } };
    }
  };

  const done = (async () => {
    const answer = await fetch(form.dataset.proof, { credentials: "same-origin" });
    const payload = await solve(await answer.json());
    form.elements.altcha.value = btoa(JSON.stringify(payload));
    told.textContent = told.dataset.done;
  })();

  let waited = false;
  form.addEventListener("submit", (event) => {
    if (waited || form.elements.altcha.value) return;
    event.preventDefault();
    told.textContent = told.dataset.working;
    // Whatever goes wrong, the form is sent: without the sum it counts among the few that are taken so.
    done.catch(() => undefined).then(() => setTimeout(() => {
      waited = true;
      form.requestSubmit();
    }));
  });
})();
