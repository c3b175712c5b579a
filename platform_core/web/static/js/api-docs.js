// The bundle's own page starts itself from an inline script, which our policy refuses.
const place = document.getElementById("api");
window.SwaggerUIBundle({ url: place.dataset.document, domNode: place, deepLinking: true });
