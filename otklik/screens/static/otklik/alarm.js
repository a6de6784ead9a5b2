// Urgent questions: looked for also while the page is hidden; told once in words, in the title and, if wished, by sound.
(() => {
  const RUNG = "otklik-rung";
  const SOUND = "otklik-sound";
  const KEPT = 200;
  const box = () => document.getElementById("alarm");
  const title = document.title;
  let audio = null;

  const wished = () => localStorage.getItem(SOUND) === "on";
  const rung = () => (localStorage.getItem(RUNG) || "").split(" ").filter(Boolean);

  function wake() {
    audio = audio || new AudioContext();
    return audio.state === "running" ? Promise.resolve() : audio.resume();
  }

  function tone(at, pitch) {
    const source = audio.createOscillator();
    const loudness = audio.createGain();
    source.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, at);
    loudness.gain.exponentialRampToValueAtTime(0.2, at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.28);
    source.connect(loudness).connect(audio.destination);
    source.start(at);
    source.stop(at + 0.3);
  }

  function ring() {
    // Until the first key or click a browser keeps a page silent: the words and the title are there anyway.
    wake().then(() => {
      tone(audio.currentTime, 784);
      tone(audio.currentTime + 0.32, 988);
    }).catch(() => {});
  }

  // Told once, whatever the number of tabs and however often the page is opened anew.
  function fresh(numbers) {
    const known = rung();
    const unheard = numbers.filter((number) => !known.includes(number));
    if (unheard.length) localStorage.setItem(RUNG, [...known, ...unheard].slice(-KEPT).join(" "));
    return unheard;
  }

  function look() {
    if (!box()) return;
    const count = Number(box().dataset.count);
    document.title = count ? `(${count}!) ${title}` : title;
    const unheard = fresh(box().dataset.numbers.split(" ").filter(Boolean));
    if (!unheard.length) return;
    const text = box().querySelector(`[data-alarm="${unheard[0]}"]`)?.textContent || "";
    announce(unheard.length > 1 ? `Новых срочных вопросов: ${unheard.length}` : `Срочный вопрос № ${unheard[0]}: ${text}`);
    if (wished()) ring();
  }

  function show() {
    document.querySelectorAll("[data-sound]").forEach((button) => button.setAttribute("aria-pressed", wished()));
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-sound]")) return;
    localStorage.setItem(SOUND, wished() ? "off" : "on");
    show();
    if (wished()) ring();
  });
  // A page opened anew may sound only after a gesture: the first one wakes it up.
  for (const gesture of ["pointerdown", "keydown"]) {
    document.addEventListener(gesture, () => { if (wished()) wake(); }, { once: true });
  }
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "alarm") look(); });
  document.addEventListener("chose", () => box() && htmx.trigger(box(), "look"));

  show();
  look();
  if (box()) new Worker(box().dataset.ticker).onmessage = () => htmx.trigger(box(), "look");
})();
