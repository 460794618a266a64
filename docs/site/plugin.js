// What typedoc is told beyond its options: modules by the names that one imports, pages by their files' names, and a
// script for a page that has one.
import { Converter, DefaultTheme, JSX, KindRouter, ReflectionKind } from "typedoc";

const { modules, names, scripts } = JSON.parse(process.env.SITE);

class SiteRouter extends KindRouter {
  getIdealBaseName(reflection) {
    if (reflection.kindOf(ReflectionKind.Document)) return `documents/${names[reflection.name]}`;
    return super.getIdealBaseName(reflection);
  }
}

/** Contents end with the modules: a module's page lists its names. */
class SiteTheme extends DefaultTheme {
  buildNavigation(project) {
    const groups = super.buildNavigation(project);
    for (const { children = [] } of groups) for (const entry of children) delete entry.children;
    return groups;
  }
}

/** Where a visitor has not chosen yet, these groups of the contents are open. */
const OPEN = `try{for(const g of ["Guide","Try it here"])localStorage["tsd-accordion-"+g]??="true"}catch{}`;

export function load(app) {
  app.renderer.defineTheme("site", SiteTheme);
  app.renderer.defineRouter("site", SiteRouter);
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const child of project.children ?? []) child.name = modules[child.name] ?? child.name;
  });
  app.renderer.hooks.on("body.begin", () =>
    JSX.createElement("script", null, JSX.createElement(JSX.Raw, { html: OPEN })),
  );
  app.renderer.hooks.on("body.end", ({ page, relativeURL }) => {
    const script = scripts[page.url];
    if (script === undefined) return JSX.createElement(JSX.Fragment, null);
    return JSX.createElement("script", { src: relativeURL(script), defer: true });
  });
}
