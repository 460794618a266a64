// The pages of the docs site: what is in the repository, in the order of the site's contents.

export interface Page {
  /** The Markdown file. */
  readonly source: string;
  readonly title: string;
  readonly group: string;
}

const guides = (group: string, pages: readonly (readonly [source: string, title: string])[]): readonly Page[] =>
  pages.map(([source, title]) => ({ source, title, group }));

/** The first page: README.md. */
export const START = "README.md";

export const pages: readonly Page[] = [
  ...guides("Guide", [
    ["docs/own-images.md", "Your own images"],
    ["docs/photographs.md", "Photographs"],
    ["docs/unseen.md", "Unseen classes and galleries"],
    ["docs/using-a-model.md", "Using a model"],
    ["docs/recipes-of-use.md", "Recipes of use"],
    ["docs/web.md", "In a page"],
    ["docs/node.md", "In Node"],
    ["docs/scale.md", "Beyond one machine"],
    ["docs/sweep.md", "Sweeps"],
    ["docs/reproducibility.md", "Reproducibility"],
    ["docs/engines.md", "Engines"],
    ["docs/performance.md", "Performance"],
    ["docs/quality.md", "Quality"],
  ]),
  ...guides("Try it here", [
    ["docs/try.md", "The samples, live"],
    ["docs/your-machine.md", "How fast on your machine"],
  ]),
  ...guides("Other libraries", [
    ["docs/coming-from.md", "Coming from"],
    ["docs/compared.md", "Compared"],
  ]),
  ...guides("Examples", [
    ["examples/symbols/README.md", "Teaching it symbols"],
    ["examples/icons/README.md", "Finding duplicate icons"],
    ["examples/meter/README.md", "Reading a meter"],
    ["examples/cluster/README.md", "A server and three workers"],
    ["examples/lancedb/README.md", "Embeddings in databases"],
  ]),
  ...guides("Project", [
    ["CHANGELOG.md", "Changes"],
    ["docs/size-history.md", "Size, over time"],
    ["docs/reliability.md", "Reliability"],
    ["docs/architecture.md", "Architecture"],
    ["docs/decisions.md", "Decisions"],
    ["CONTRIBUTING.md", "Contributing"],
    ["SECURITY.md", "Security"],
    ["CODE_OF_CONDUCT.md", "Code of conduct"],
  ]),
];

/** A page's name in the site's folder `documents`, without the ending. */
export const slugOf = ({ source }: Page): string =>
  source
    .replace(/^docs\//, "")
    .replace(/^examples\/(.*)\/README\.md$/, "example-$1")
    .replace(/\.md$/, "")
    .toLowerCase()
    .replaceAll("_", "-");
