import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Plugin } from "vite";

const OUTLINE = "node_modules/@tabler/icons/icons/outline";

/** Tags that take an icon, and the position of its argument among the quoted ones is not fixed: all are tried. */
const TAGS = /\{%\s*(?:icon|badge|stat|empty|panel_link|card|notice)\s([^%]*)%\}/g;
const QUOTED = /"([a-z0-9]+(?:-[a-z0-9]+)*)"/g;
const ICON_TAG = /\{%\s*icon\s+"([^"]+)"/g;
const ICON_KEYWORD = /\bicon\s*[=:]\s*(?:str\s*=\s*)?"([a-z0-9-]+)"/g;
const ICON_DICT = /\b\w*ICONS\b[^={]*=\s*\{([^}]*)\}/g;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(html|py)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function drawn(name: string): boolean {
  return existsSync(join(OUTLINE, `${name}.svg`));
}

function first(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? "");
}

/** Names the icons a source file uses; a name that must be an icon and is not stops the build. */
function usedIn(path: string): string[] {
  const text = readFileSync(path, "utf8");
  const certain = [...first(text, ICON_TAG), ...first(text, ICON_KEYWORD)];
  for (const name of certain) {
    if (!drawn(name)) throw new Error(`${path}: the icon set has no "${name}"`);
  }
  const loose = [...first(text, TAGS), ...first(text, ICON_DICT)].flatMap((part) => first(part, QUOTED));
  return [...certain, ...loose.filter(drawn)];
}

function symbol(name: string): string {
  const svg = readFileSync(join(OUTLINE, `${name}.svg`), "utf8");
  const inner = svg
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`;
}

/** Builds sprite.svg from the icons that templates and Python name, and no others. */
export function iconSprite(source: string): Plugin {
  return {
    name: "icon-sprite",
    apply: "build",
    generateBundle() {
      const names = [...new Set(filesBelow(source).flatMap(usedIn))].sort();
      const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${names.map(symbol).join("\n")}</svg>\n`;
      this.emitFile({ type: "asset", fileName: "sprite.svg", source: sprite });
      this.info(`${names.length} icons`);
    },
  };
}
