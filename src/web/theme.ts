/**
 * The look: one deep harbour blue, quiet greys with a little sea in them, system fonts. Mantine's variables are
 * put into a constructed style sheet instead of a `<style>` element, so that the page needs no exception in its
 * content security policy. Every text colour here holds 4.5:1 on every ground it stands on, in both schemes.
 */
import {
  type CSSVariablesResolver,
  convertCssVariables,
  createTheme,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  type MantineColorsTuple,
  mergeMantineTheme,
} from "@mantine/core";

const harbour: MantineColorsTuple = [
  "#eff6fb",
  "#dceaf5",
  "#b9d5ea",
  "#8fbbdc",
  "#649dcb",
  "#4382b8",
  "#2d6a9f",
  "#1f5583",
  "#164268",
  "#0d2f4d",
];

const fonts =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif';

export const theme = createTheme({
  primaryColor: "harbour",
  primaryShade: { light: 7, dark: 6 },
  colors: { harbour },
  fontFamily: fonts,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace',
  headings: { fontFamily: fonts, fontWeight: "650" },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
});

const resolver: CSSVariablesResolver = (full) => {
  const base = defaultCssVariablesResolver(full);
  return {
    variables: { ...base.variables },
    light: {
      ...base.light,
      "--mantine-color-body": "#ffffff",
      "--mantine-color-text": "#14212d",
      "--mantine-color-dimmed": "#526270",
      "--mantine-color-placeholder": "#667685",
      "--mantine-color-default-border": "#c9d4dd",
      "--mantine-color-error": "#b3261e",
      "--mantine-color-anchor": "#1f5583",
    },
    dark: {
      ...base.dark,
      "--mantine-color-body": "#12222f",
      "--mantine-color-text": "#e6edf3",
      "--mantine-color-dimmed": "#9fb2c1",
      "--mantine-color-placeholder": "#8ea2b2",
      // Fields and menus: the sea's dark, not the library's grey.
      "--mantine-color-dark-6": "#182b3a",
      "--mantine-color-dark-4": "#2f4759",
      "--mantine-color-default": "#182b3a",
      "--mantine-color-default-hover": "#1f3547",
      "--mantine-color-default-border": "#2f4759",
      "--mantine-color-error": "#ff9a91",
      "--mantine-color-anchor": "#8fbbdc",
    },
  };
};

/** Puts the theme's variables into the document; called once, before the first render. */
export function adoptTheme(): void {
  const css = convertCssVariables(resolver(mergeMantineTheme(DEFAULT_THEME, theme)), ":root");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
