// How CHANGELOG.md is written from the files beside this one: a point of each, as it stands, without a commit's hash.
module.exports = {
  getReleaseLine: async ({ summary }) => `- ${summary.trim().replaceAll("\n", "\n  ")}`,
  getDependencyReleaseLine: async () => "",
};
