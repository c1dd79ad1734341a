// Passkeys (WebAuthn). The page carries the options; the browser's answer travels back in the same form. Without this script the
// button stays hidden, and the password is the way in.
const numeric = /^(\d+\.){3}\d+$|^\[.*\]$/.test(location.hostname);

// What went wrong, in the words of whoever did it: a browser says the same of several causes, so each sentence names them.
function sentence(failure, creating) {
  if (numeric) {
    const place = `http://localhost${location.port ? `:${location.port}` : ""}`;
    return `Passkeys need a name in the address, and this is a number. On this machine, open ${place} instead.`;
  }
  switch (failure?.name) {
    case "NotAllowedError":
    case "ConstraintError":
    case "NotSupportedError":
      return creating
        ? "No passkey was made: it was cancelled, or took too long, or the device cannot ask for a finger, a face or a code. Older security keys (U2F) cannot. "
          + "Try again, or use another device."
        : "The passkey was not used: it was cancelled, or there is none for this site. Try again, or use your password.";
    case "InvalidStateError":
      return "This device already has a passkey for your account.";
    case "SecurityError":
      return "This address is not the one that passkeys of this server belong to. Open the server by its usual name.";
    default:
      return `The browser could not use a passkey (${failure?.name}). Use your password.`;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button");
  const problem = form.querySelector("[role=alert]");
  const creating = form.dataset.passkey === "create";
  const supported = window.PublicKeyCredential?.parseRequestOptionsFromJSON && window.isSecureContext;
  const say = (failure) => {
    problem.textContent = sentence(failure, creating);
    problem.hidden = false;
    button.disabled = false;
  };
  form.hidden = !supported;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (numeric) {
      say();
      return;
    }
    button.disabled = true;
    problem.hidden = true;
    try {
      const options = JSON.parse(form.dataset.options);
      const credential = creating
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements[form.dataset.field ?? "credential"].value = JSON.stringify(credential);
      form.submit();
    } catch (failure) {
      say(failure);
    }
  });
}
