/* global Redoc -- the script before this one */
Redoc.init('/openapi.json', { hideDownloadButton: false, nativeScrollbars: true }, document.getElementById('redoc'))
