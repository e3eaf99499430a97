// What every page does. Each module works on data- attributes and survives htmx swaps by listening on the document.
import "./theme.js";
import "./ages.js";
import "./keys.js";
import "./dialogs.js";
import "./toasts.js";
import "./requests.js";
import "./live.js";
import "./lines.js";
import "./files.js";
import "./signout.js";
