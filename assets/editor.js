// The code editor: a plain <textarea> goes in, CodeMirror with Python comes out.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

const setup = [
  lineNumbers(), highlightActiveLineGutter(), highlightSpecialChars(), history(), drawSelection(), indentOnInput(),
  bracketMatching(), closeBrackets(), highlightActiveLine(), highlightSelectionMatches(), lintGutter(),
  indentUnit.of("    "), EditorState.tabSize.of(4), syntaxHighlighting(classHighlighter), python(),
];

/**
 * Put an editor over `textarea`, which keeps the text and is what the form sends.
 *
 * `phrases` says in another language what the editor says itself, by its English words.
 * Tab indents; Escape and then Tab moves on, so that the keyboard is never trapped.
 */
export function upgrade(textarea, { label, nonce, phrases = {}, onChange, onSubmit }) {
  const sync = EditorView.updateListener.of((update) => {
    if (!update.docChanged) return;
    textarea.value = update.state.doc.toString();
    onChange?.(textarea.value);
  });
  const keys = keymap.of([
    { key: "Mod-Enter", run: () => (onSubmit?.(), true) },
    ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab,
  ]);
  const view = new EditorView({
    doc: textarea.value,
    extensions: [
      nonce ? EditorView.cspNonce.of(nonce) : [],
      keys,
      setup,
      EditorState.phrases.of(phrases),
      sync,
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
    ],
  });
  textarea.before(view.dom);
  textarea.hidden = true;
  return {
    focus: () => view.focus(),
    text: () => view.state.doc.toString(),
    /** Put `text` in place of everything; one undo takes it back. */
    replace: (text) =>
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        annotations: isolateHistory.of("full"),
      }),
    /** Select a line, counted from 1, in the middle of what is seen; of a line that is gone, the last. */
    select(number) {
      const line = view.state.doc.line(Math.min(number, view.state.doc.lines));
      const selection = { anchor: line.from, head: line.to };
      view.dispatch({ selection, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
      view.focus();
    },
    /** Mark lines, each `{line, message}` with lines counted from 1; lines that are gone are left out. */
    mark(problems) {
      const doc = view.state.doc;
      const diagnostics = problems
        .filter(({ line }) => line >= 1 && line <= doc.lines)
        .map(({ line, message }) => ({ from: doc.line(line).from, to: doc.line(line).to, severity: "error", message }));
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
  };
}
