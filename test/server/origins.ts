/** Texts that are origins of pages inside apps, and texts that are no origins, for both places that read a list. */

export const appOrigins = [
  'capacitor://localhost',
  'ionic://localhost',
  'tauri://localhost',
  'app://bundle',
  'com.example.wallet://localhost',
  'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
  'moz-extension://3c078156-979c-498b-8990-85f7987dd929',
  'vscode-webview://0k6g4dqv5q7r1c4l2n9b',
]

export const notOrigins = [
  'null',
  'localhost',
  'capacitor:localhost',
  'capacitor://',
  'capacitor://localhost/',
  'capacitor://localhost/index.html',
  'capacitor://LOCALHOST',
  'Capacitor://localhost',
  'capacitor://*',
  'capacitor://user@localhost',
  'capacitor://localhost capacitor://other',
  '*://localhost',
  'htps://app.example',
  'htttps://app.example',
  'hhtp://app.example',
  'https//app.example',
  'https://*.app.example',
  'file://localhost',
  'ws://app.example',
  'wss://app.example',
  'ftp://app.example',
  'blob://app.example',
  'data://app.example',
  'javascript://app.example',
]
