// The search: pages that have every word, those with the words in their titles first.
(() => {
  const up = document.documentElement.dataset.up;
  const input = document.querySelector(".search input");
  const list = document.querySelector(".search ol");
  const menu = document.querySelector(".nav");
  if (matchMedia("(max-width: 50rem)").matches) menu.open = false;

  const find = (text) => {
    const words = text.toLowerCase().split(/[\s-]+/).filter(Boolean);
    if (words.length === 0) return [];
    const rank = (page) => {
      const title = page.title.toLowerCase();
      const all = title + " " + page.words;
      if (!words.every((word) => all.includes(word))) return 0;
      return 1 + words.filter((word) => title.includes(word)).length * 2 + (title === text.toLowerCase() ? 9 : 0);
    };
    const ranked = (window.bowlinePages || []).map((page) => [rank(page), page]).filter(([points]) => points > 0);
    return ranked.sort((a, b) => b[0] - a[0] || a[1].title.localeCompare(b[1].title)).slice(0, 20).map(([, page]) => page);
  };

  const show = () => {
    const found = find(input.value);
    list.replaceChildren(...found.map((page) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = up + page.path;
      link.textContent = page.title;
      item.append(link);
      return item;
    }));
    if (found.length === 0) list.append(Object.assign(document.createElement("li"), { textContent: "No page has all of these words." }));
    list.hidden = input.value.trim() === "";
  };

  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    const first = list.querySelector("a");
    if (event.key === "Enter") first?.click();
    if (event.key === "ArrowDown") { first?.focus(); event.preventDefault(); }
    if (event.key === "Escape") list.hidden = true;
  });
  input.addEventListener("focus", show);
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) list.hidden = true;
  });
  list.addEventListener("keydown", (event) => {
    const item = document.activeElement.parentElement;
    const next = event.key === "ArrowDown" ? item.nextSibling : event.key === "ArrowUp" ? item.previousSibling : null;
    if (next) { next.firstChild.focus(); event.preventDefault(); }
    else if (event.key === "ArrowUp") { input.focus(); event.preventDefault(); }
    if (event.key === "Escape") { list.hidden = true; input.focus(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== input) { input.focus(); event.preventDefault(); }
  });
})();
