// Passkeys (WebAuthn). The page carries the options; the browser's answer travels back in the same form. Without this script the
// button stays hidden, and the password is the way in.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button");
  const problem = form.querySelector("[role=alert]");
  const supported = window.PublicKeyCredential?.parseRequestOptionsFromJSON && window.isSecureContext;
  form.hidden = !supported;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.hidden = true;
    try {
      const options = JSON.parse(form.dataset.options);
      const credential = form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch (failure) {
      problem.textContent = failure.name === "NotAllowedError"
        ? "The passkey was not used: it was cancelled, or there is none for this site. Try again, or use your password."
        : failure.name === "InvalidStateError"
          ? "This device already has a passkey for your account."
          : `The browser could not use a passkey (${failure.name}). Use your password.`;
      problem.hidden = false;
      button.disabled = false;
    }
  });
}
