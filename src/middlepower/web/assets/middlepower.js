/* Tables that sort, filter and save themselves; figures that are saved; words for the hands of the date slider. */
(function () {
  "use strict";
  const DAY = 86400000;
  function dayOf(ordinal) {
    const date = new Date(0);
    date.setUTCFullYear(1, 0, 1);
    return new Date(date.getTime() + (ordinal - 1) * DAY).toISOString().slice(0, 10);
  }
  window.dccFunctions = window.dccFunctions || {};
  window.dccFunctions.day = dayOf;
  window.dccFunctions.percent = function (value) { return value + (isFrench() ? "\u00a0%" : "%"); };

  /* The other languages' addresses of what is shown: /fr/bench?s=... for /bench?s=... */
  const HOMES = {en: "/", fr: "/fr/"};
  function home() { return HOMES[document.documentElement.lang] || "/"; }
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.middlepower = {
    otherLanguages: function (path, search, hash) {
      const rest = (path || home()).slice(home().length);
      return window.dash_clientside.callback_context.outputs_list.map(function (output) {
        return HOMES[output.id.code] + rest + (search || "") + (hash || "");
      });
    }
  };
  /* Every figure waits for one copy of Plotly, which is loaded once the page stands: each would load its own. */
  window.Plotly = new Promise(function (resolve, reject) {
    function load() {
      if (!window._dashPlotlyJSURL) { setTimeout(load, 50); return; }
      const script = document.createElement("script");
      script.src = window._dashPlotlyJSURL;
      script.async = true;
      script.onload = resolve;
      script.onerror = reject;
      document.body.appendChild(script);
    }
    window.addEventListener("load", load);
  });

  function isFrench() { return document.documentElement.lang === "fr"; }
  function spokenDay(ordinal) {
    const day = new Date(dayOf(ordinal) + "T00:00:00Z");
    return day.toLocaleDateString(isFrench() ? "fr-CA" : "en-GB", {dateStyle: "long", timeZone: "UTC"});
  }

  /* A number as the page's language writes it, 1,234.5 or 1 234,5, as one that a machine reads; null for other text. */
  function bare(text) {
    const signs = text.trim().replace(/\u2212/g, "-").replace(/[%\s\u00a0\u202f]/g, "").replace(/^\+/, "");
    const plain = isFrench() ? signs.replace(",", ".") : signs.replace(/,/g, "");
    return plain !== "" && !isNaN(plain) ? plain : null;
  }
  function number(text) {
    const plain = bare(text.replace(/[<>]/g, ""));
    return plain === null ? null : parseFloat(plain);
  }
  function cells(row) { return Array.from(row.children).map(function (cell) { return cell.innerText.trim(); }); }
  function rowsOf(box) {
    const head = cells(box.querySelector("thead tr"));
    const body = Array.from(box.querySelectorAll("tbody tr")).filter(function (row) { return !row.hidden; });
    return [head].concat(body.map(cells));
  }
  function sort(button) {
    const box = button.closest(".table"), body = box.querySelector("tbody"), head = button.closest("th");
    const place = Number(button.dataset.column), up = head.getAttribute("aria-sort") !== "descending";
    box.querySelectorAll("th").forEach(function (one) { one.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", up ? "descending" : "ascending");
    const rows = Array.from(body.children);
    rows.sort(function (one, other) {
      const a = one.children[place].innerText, b = other.children[place].innerText;
      const x = number(a), y = number(b);
      const order = x !== null && y !== null ? x - y : a.localeCompare(b, document.documentElement.lang);
      return up ? -order : order;
    });
    rows.forEach(function (row) { body.appendChild(row); });
  }
  function filter(input) {
    const wanted = input.value.toLowerCase();
    input.closest(".table").querySelectorAll("tbody tr").forEach(function (row) {
      row.hidden = wanted !== "" && !row.innerText.toLowerCase().includes(wanted);
    });
  }
  function download(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }
  function quoted(cell) {
    const plain = bare(cell);
    if (plain !== null) { return plain; }
    const text = /^[=+@\t\r]/.test(cell) && number(cell) === null ? "'" + cell : cell.replace(/\u2212/g, "-");
    return /[",\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }
  function csv(box) {
    return rowsOf(box).map(function (row) { return row.map(quoted).join(","); }).join("\n") + "\n";
  }
  function saveTable(box, kind) {
    const name = box.dataset.name || "table";
    if (kind === "csv") { download(new Blob([csv(box)], {type: "text/csv"}), name + ".csv"); return; }
    fetch("/table.xlsx", {
      method: "POST", headers: {"Content-Type": "application/json"},
      body: JSON.stringify({name: name, csv: csv(box)})
    }).then(function (answer) {
      if (!answer.ok) { return answer.json().then(function (said) { window.alert(said.error); }); }
      return answer.blob().then(function (blob) { download(blob, name + ".xlsx"); });
    });
  }
  function saveFigure(figure, kind) {
    const graph = figure.querySelector(".js-plotly-plot");
    if (!graph || !window.Plotly.downloadImage) { return; }
    const box = graph.getBoundingClientRect();
    window.Plotly.downloadImage(graph, {
      format: kind, width: Math.round(Math.max(box.width, 860)), height: Math.round(box.height), scale: kind === "png" ? 2 : 1,
      filename: figure.dataset.name || "figure"
    });
  }
  document.addEventListener("click", function (event) {
    const button = event.target.closest("button");
    if (!button) { return; }
    if (button.classList.contains("sort")) { sort(button); }
    const kind = button.dataset.save;
    if (kind === "csv" || kind === "xlsx") { saveTable(button.closest(".table"), kind); }
    if (kind === "svg" || kind === "png") { saveFigure(button.closest(".figure"), kind); }
    if (button.dataset.place) {
      window.dash_clientside.set_props("asked-number", {data: {place: button.dataset.place, at: Date.now()}});
    }
    if (button.dataset.tell) { tellPicture(button.closest(".figure")); }
  });
  /* Where a number comes from: the facts of its answer, and which number it is. */
  function tell(place, parts, quantity) {
    const held = place.closest("[data-basis]");
    const dialog = held && document.getElementById("basis-" + held.dataset.basis);
    if (!dialog) { return; }
    const which = dialog.querySelector(".which"), labels = which.dataset.labels.split("|");
    which.replaceChildren();
    parts.forEach(function (text, at) {
      if (!text) { return; }
      const pair = document.createElement("div");
      ["dt", "dd"].forEach(function (tag, side) {
        const part = document.createElement(tag);
        part.textContent = side ? text : labels[at];
        pair.appendChild(part);
      });
      which.appendChild(pair);
    });
    dialog.querySelectorAll(".meaning").forEach(function (one) { one.hidden = one.dataset.quantity !== quantity; });
    if (!dialog.open) { dialog.showModal(); }
  }
  function tellCell(cell) {
    const box = cell.closest(".table"), row = cell.parentElement, heads = box.querySelectorAll("thead th");
    if (number(cell.innerText) === null) { return; }
    const names = Array.from(row.children).filter(function (one) { return !one.classList.contains("number"); });
    const head = heads[cell.cellIndex];
    tell(cell, [
      cell.innerText.trim(), names.slice(0, 2).map(function (one) { return one.innerText.trim(); }).join(", "),
      head.innerText.trim(), box.querySelector("caption").innerText
    ], head.dataset.quantity);
  }
  function tellPoint(event, graph) {
    const point = event.points[0], figure = graph.closest(".figure");
    const text = point.customdata || point.text || point.data.name;
    const title = figure.querySelector("figcaption h3, figcaption .said");
    tell(graph, [String(text).replace(/&amp;/g, "&"), "", "", title ? title.innerText : ""], "");
  }
  function tellPicture(figure) {
    const title = figure.querySelector("figcaption h3") || figure.querySelector("figcaption .said");
    tell(figure, ["", "", "", title ? title.innerText : ""], "");
  }
  const STEPS = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
  document.addEventListener("keydown", function (event) {
    const cell = event.target.closest ? event.target.closest("td.number") : null;
    if (!cell || event.target !== cell) { return; }
    if (event.key === "Enter") { tellCell(cell); }
    const step = STEPS[event.key];
    if (!step) { return; }
    const rows = Array.from(cell.closest("tbody").children).filter(function (row) { return !row.hidden; });
    const row = rows[rows.indexOf(cell.parentElement) + step[0]];
    const next = row && row.children[cell.cellIndex + step[1]];
    if (next && next.classList.contains("number")) { cell.tabIndex = -1; next.tabIndex = 0; next.focus(); event.preventDefault(); }
  });
  document.addEventListener("click", function (event) {
    const shut = event.target.closest("dialog .close");
    if (shut) { shut.closest("dialog").close(); return; }
    const picture = event.target.closest(".figure img.picture");
    if (picture) { tellPicture(picture.closest(".figure")); }
    const cell = event.target.closest("td.number");
    if (cell && !event.target.closest("button, a")) { tellCell(cell); }
  });
  document.addEventListener("input", function (event) {
    if (event.target.classList && event.target.classList.contains("filter")) { filter(event.target); }
  });

  /* A number that asks the server for all that is known of it. */
  function asking(text, place) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "figure-of";
    button.dataset.place = place;
    button.textContent = text;
    return button;
  }

  /* Rows that come as text are drawn here, as text, when they have come or changed. */
  function draw(box) {
    const rows = box.dataset.rows || "", places = box.dataset.places || "[]";
    if (box.drawnRows === rows + places) { return; }
    box.drawnRows = rows + places;
    const known = JSON.parse(places);
    const old = box.querySelector("tbody.drawn");
    if (old) { old.remove(); }
    if (!rows) { return; }
    const kinds = Array.from(box.querySelectorAll("thead th")).map(function (head) { return head.classList.contains("number"); });
    const body = document.createElement("tbody");
    body.className = "drawn";
    JSON.parse(rows).forEach(function (row, at) {
      const line = document.createElement("tr");
      row.forEach(function (text, place) {
        const cell = document.createElement("td"), of = known[at] && known[at][place];
        if (of) { cell.appendChild(asking(text, of)); } else { cell.textContent = text; }
        if (kinds[place]) { cell.className = "number"; }
        line.appendChild(cell);
      });
      body.appendChild(line);
    });
    box.querySelector("table").appendChild(body);
  }

  /* Facts that come as text are drawn here, as text. */
  function drawFacts(list) {
    if (list.drawnFacts === list.dataset.facts) { return; }
    list.drawnFacts = list.dataset.facts;
    list.replaceChildren.apply(list, JSON.parse(list.dataset.facts).map(function (fact) {
      const pair = document.createElement("div");
      ["dt", "dd"].forEach(function (tag, side) {
        pair.appendChild(document.createElement(tag)).textContent = fact[side];
      });
      return pair;
    }));
  }

  function drawSources(list) {
    if (list.drawnSources === list.dataset.sources) { return; }
    list.drawnSources = list.dataset.sources;
    list.replaceChildren.apply(list, JSON.parse(list.dataset.sources).map(function (source) {
      const item = document.createElement("li");
      item.textContent = source[0] + " ";
      if (/^https?:\/\//.test(source[1])) {
        const link = item.appendChild(document.createElement("a"));
        link.href = link.title = source[1];
        link.target = "_blank";
        link.rel = "noopener noreferrer";
        link.textContent = list.dataset.link;
      }
      return item;
    }));
  }

  /* The hand of the date slider says its day, that of a rate its per cent; a list of choices bears its label. */
  function name() {
    document.querySelectorAll(".table").forEach(draw);
    document.querySelectorAll("[data-facts]").forEach(drawFacts);
    document.querySelectorAll("[data-sources]").forEach(drawSources);
    document.querySelectorAll(".days [role=slider]").forEach(function (hand) {
      hand.setAttribute("aria-valuetext", spokenDay(Number(hand.getAttribute("aria-valuenow"))));
      hand.setAttribute("aria-label", hand.closest(".days").dataset.label);
    });
    document.querySelectorAll(".rate [role=slider]").forEach(function (hand) {
      const label = hand.closest(".rate").dataset.label;
      if (label) { hand.setAttribute("aria-label", label); }
      hand.setAttribute("aria-valuetext", window.dccFunctions.percent(hand.getAttribute("aria-valuenow")));
    });
    document.querySelectorAll(".js-plotly-plot").forEach(function (graph) {
      if (graph.on && !graph.dataset.told) {
        graph.dataset.told = "yes";
        graph.on("plotly_click", function (event) { tellPoint(event, graph); });
      }
    });
    document.querySelectorAll(".table tbody").forEach(function (body) {
      const first = body.querySelector("td.number");
      if (first && !body.querySelector("td[tabindex], button")) { first.tabIndex = 0; }
    });
    document.querySelectorAll(".filter-box:empty").forEach(function (box) {
      const input = document.createElement("input");
      input.type = "search";
      input.className = "filter";
      input.placeholder = box.dataset.hint;
      input.setAttribute("aria-label", box.dataset.label);
      box.appendChild(input);
    });
    document.querySelectorAll(".rate input[type=number]").forEach(function (input) {
      input.setAttribute("aria-label", input.closest(".rate").dataset.label);
    });
    document.querySelectorAll(".field > .label").forEach(function (label) {
      const button = label.parentElement.querySelector("button.dash-dropdown, .dash-dropdown button, .dash-dropdown");
      if (button && !button.getAttribute("aria-label")) { button.setAttribute("aria-label", label.textContent); }
    });
    /* What the components call a list of options is a group of radio buttons; what is hidden takes no focus. */
    document.querySelectorAll(".dash-radioitems").forEach(function (group) {
      group.setAttribute("role", "radiogroup");
      const legend = group.parentElement.querySelector("legend");
      if (legend) { group.setAttribute("aria-label", legend.textContent); }
      group.querySelectorAll("[role=option], [aria-selected]").forEach(function (option) {
        option.removeAttribute("role");
        option.removeAttribute("aria-selected");
      });
    });
    document.querySelectorAll(".dash-dropdown-focus-target[tabindex='0']").forEach(function (input) {
      input.tabIndex = -1;
    });
    document.querySelectorAll(".upload input[type=file]").forEach(function (input) {
      input.setAttribute("aria-label", input.closest(".upload").textContent.trim());
    });
  }
  let waiting = false;
  function soon() {
    if (waiting) { return; }
    waiting = true;
    setTimeout(function () { waiting = false; name(); }, 60);
  }
  new MutationObserver(soon).observe(document.documentElement, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["aria-valuenow", "aria-selected", "data-rows", "data-places", "data-facts", "data-sources"]
  });
})();
