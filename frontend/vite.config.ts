import { defineConfig } from "vite";

import { compressed } from "./build/compressed.ts";
import { iconSprite } from "./build/icons.ts";

// Django serves the result under /static/ and finds the hashed names through manifest.json.
export default defineConfig({
  base: "/static/",
  plugins: [iconSprite("../src/lianfang"), compressed()],
  build: {
    outDir: "../src/lianfang/web/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: false,
    sourcemap: false,
    target: "es2022",
    // A data: address in CSS is allowed by the policy only for images and fonts.
    assetsInlineLimit: 0,
    rollupOptions: { input: "src/main.ts" },
  },
});
