"use strict";
// All can be read without this: it adds a filter and sorting to the tables that say so.
for (const table of document.querySelectorAll("table[data-filter]")) {
  const words = table.dataset;
  const groups = [...table.tBodies];
  const bands = groups.map((group) => group.querySelector("tr.bands"));
  const rows = groups.flatMap((group) => [...group.rows].filter((row) => row.className !== "bands"));
  const home = rows.map((row) => row.parentNode);
  const texts = rows.map((row) => fold(row.textContent));
  let sorted = -1;
  let down = false;

  function fold(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  }

  const tools = document.createElement("div");
  const label = document.createElement("label");
  const input = document.createElement("input");
  const count = document.createElement("output");
  tools.className = "tools";
  input.type = "search";
  label.append(words.filter + " ", input);
  tools.append(label, count);
  table.closest(".scroll").before(tools);

  function tell(shown) {
    count.textContent = words.count.replace("{shown}", shown).replace("{all}", rows.length);
  }

  function filter() {
    const asked = fold(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, at) => {
      row.hidden = !asked.every((word) => texts[at].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    groups.forEach((group, at) => {
      if (bands[at]) {
        bands[at].hidden = sorted >= 0 || ![...group.rows].some((row) => row !== bands[at] && !row.hidden);
      }
    });
    tell(shown);
  }

  // What numbers and days are worth stands in their elements; what is empty comes last. A list
  // under bands stands in the order of its first column, which may be of words for days.
  function worth(row, column) {
    if ("order" in heads[column].dataset) {
      return rows.indexOf(row);
    }
    const cell = row.cells[column];
    const exact = cell.querySelector("data, time");
    if (exact) {
      return exact.tagName === "DATA" ? Number(exact.value) : exact.dateTime;
    }
    return fold(cell.textContent.trim());
  }

  function compare(one, other) {
    if (one === "" || other === "") {
      return (one === "" ? 1 : 0) - (other === "" ? 1 : 0);
    }
    const order = typeof one === "number" && typeof other === "number"
      ? one - other
      : String(one).localeCompare(String(other), document.documentElement.lang);
    return down ? -order : order;
  }

  function sort(column) {
    down = sorted === column && !down;
    sorted = sorted === column && !down ? -1 : column;
    heads.forEach((head, at) => {
      if (at === sorted) {
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
      } else {
        head.removeAttribute("aria-sort");
      }
    });
    if (sorted < 0) {
      rows.forEach((row, at) => home[at].append(row));
    } else {
      const keys = new Map(rows.map((row) => [row, worth(row, column)]));
      const order = [...rows].sort((one, other) => compare(keys.get(one), keys.get(other)));
      groups[0].append(...order);
    }
    filter();
  }

  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    // A head with a button in it is not repeated on paper: there its text stands instead.
    const printed = document.createElement("span");
    printed.className = "printed";
    printed.append(...head.childNodes);
    button.type = "button";
    button.textContent = printed.textContent;
    button.title = words.sort;
    button.addEventListener("click", () => sort(column));
    head.append(printed, button);
  });
  input.addEventListener("input", filter);
  tell(rows.length);
}
