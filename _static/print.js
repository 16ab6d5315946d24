// On paper derivations stand open, and answers at the end of the page, away from their questions; afterwards
// everything is as it was.
{
  let undo = [];
  const isAnswer = (details) => details.querySelector("summary")?.textContent.trim() === "Answer";

  function open(details) {
    details.open = true;
    undo.push(() => (details.open = false));
  }

  function gather(article) {
    const answers = [...article.querySelectorAll("details")].filter(isAnswer);
    if (!answers.length) return;
    const section = document.createElement("section");
    section.className = "answers-on-paper";
    section.append(Object.assign(document.createElement("h2"), { textContent: "Answers" }));
    answers.forEach((details, at) => {
      const mark = document.createElement("p");
      mark.className = "answer-mark";
      mark.textContent = `Answer ${at + 1} is at the end of the chapter.`;
      const label = details.querySelector("summary .sd-summary-text") ?? details.querySelector("summary");
      const before = label.textContent;
      details.replaceWith(mark);
      label.textContent = `Answer ${at + 1}`;
      section.append(details);
      undo.push(() => {
        label.textContent = before;
        mark.replaceWith(details);
      });
    });
    article.append(section);
    undo.push(() => section.remove());
  }

  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("article details:not([open])")) open(details);
    for (const article of document.querySelectorAll("article.bd-article")) gather(article);
  });
  window.addEventListener("afterprint", () => {
    for (const step of undo) step();
    undo = [];
  });
}
