#include "planner/workspace/node_manifest.h"

#include <algorithm>
#include <array>
#include <map>

#include "documents/json.h"
#include "documents/yaml.h"

namespace deltaplan::planner::workspace {
namespace {

using documents::Document;
using documents::Value;

struct ManifestTable {
  std::string_view name;
  EdgeKind kind;
};
// The strongest last: it replaces what the others say.
constexpr std::array<ManifestTable, 4> kManifestTables{
    {{"peerDependencies", EdgeKind::kPeer},
     {"devDependencies", EdgeKind::kDevelopment},
     {"dependencies", EdgeKind::kNormal},
     {"optionalDependencies", EdgeKind::kOptional}}};

// What a root's manifest says of itself, and of its own dependencies.
constexpr std::array<std::string_view, 22> kNoSettings{"name",
                                                       "version",
                                                       "description",
                                                       "keywords",
                                                       "homepage",
                                                       "bugs",
                                                       "license",
                                                       "licenses",
                                                       "author",
                                                       "authors",
                                                       "contributors",
                                                       "maintainers",
                                                       "funding",
                                                       "repository",
                                                       "private",
                                                       "dependencies",
                                                       "devDependencies",
                                                       "optionalDependencies",
                                                       "peerDependencies",
                                                       "peerDependenciesMeta",
                                                       "readme",
                                                       "workspaces.packages"};
// What lockfiles show of it.
constexpr std::array<std::string_view, 12> kInLockfiles{"resolutions",
                                                        "overrides",
                                                        "patchedDependencies",
                                                        "catalog",
                                                        "catalogs",
                                                        "workspaces.catalog",
                                                        "workspaces.catalogs",
                                                        "pnpm.overrides",
                                                        "pnpm.packageExtensions",
                                                        "pnpm.patchedDependencies",
                                                        "pnpm.ignoredOptionalDependencies",
                                                        "pnpm.allowedDeprecatedVersions"};

// Each key of the tables "pnpm" and "workspaces" is a setting of its own.
void ReadManifestSettings(const Value& table, const std::string& before, NodeManifest& manifest) {
  for (const auto& [key, value] : table.members()) {
    const std::string word = before + std::string(key);
    const bool is_list_of_members = word == "workspaces" && !value.IsMap();
    if (is_list_of_members || std::ranges::find(kNoSettings, word) != kNoSettings.end()) continue;
    if (value.IsMap() && (word == "pnpm" || word == "workspaces")) {
      ReadManifestSettings(value, word + ".", manifest);
      continue;
    }
    const bool is_locked = std::ranges::find(kInLockfiles, word) != kInLockfiles.end();
    (is_locked ? manifest.locked_settings : manifest.settings)
        .emplace_back(word, documents::CanonicalText(value));
  }
}

void ReadManifestPatches(const Value& table, NodeManifest& manifest) {
  for (const auto& [key, value] : table.members()) {
    const Value path = value.IsMap() ? value["path"] : value;
    if (!path.IsText()) continue;
    manifest.patches.push_back(path.str());
    manifest.patched.emplace_back(key, path.str());
  }
}

// The package that a pattern of overrides or resolutions means: the last one in "a>@s/b@^1",
// "a/**/@s/b", "@s/b@npm:^1".
std::string_view LastName(std::string_view pattern) {
  // Not in a range: "a@>=1".
  for (std::size_t at = pattern.rfind('>'); at != std::string_view::npos && at > 0;
       at = pattern.rfind('>', at - 1)) {
    if (std::string_view(" |@").find(pattern[at - 1]) != std::string_view::npos) continue;
    pattern.remove_prefix(at + 1);
    break;
  }
  std::size_t begin = 0;
  while (true) {
    const bool is_scoped = pattern.substr(begin).starts_with('@');
    const std::size_t slash = pattern.find('/', begin);
    const std::size_t end = is_scoped && slash != std::string_view::npos
                                ? pattern.find_first_of("/@", slash + 1)
                                : pattern.find_first_of("/@", begin);
    if (end == std::string_view::npos || pattern[end] == '@') {
      return pattern.substr(begin, end - begin);
    }
    begin = end + 1;
  }
}

void ReadReplacementsOf(const Value& value, std::string_view table,
                        std::vector<NodeReplacement>& replacements) {
  const bool only_paths = table.starts_with("catalog");
  for (const auto& [pattern, range] : value.members()) {
    if (range.IsMap()) ReadReplacementsOf(range, table, replacements);
    if (!range.IsText() || (only_paths && !NamesPath(range.text()))) continue;
    replacements.push_back(
        {.dependency = {std::string(LastName(pattern)), range.str(), EdgeKind::kNormal},
         .table = std::string(table)});
  }
}

// npm's "$name": what the root itself asks for by that name.
void FollowReferences(NodeManifest& manifest) {
  for (NodeReplacement& each : manifest.replacements) {
    std::string& range = each.dependency.range;
    if (!range.starts_with('$')) continue;
    const NodeDependency* own = manifest.Find(std::string_view(range).substr(1));
    if (own != nullptr) range = own->range;
  }
}

std::variant<NodeManifest, ReadProblem> FromDocument(const Value& root) {
  if (!root.IsMap()) return ReadProblem{{}, ReadCause::kSyntax, "it is no object"};
  NodeManifest manifest;
  manifest.name = root["name"].str();
  manifest.version = root["version"].str();
  manifest.package_manager = root["packageManager"].str();
  std::map<std::string, NodeDependency> dependencies;
  for (const ManifestTable& table : kManifestTables) {
    const Value value = root[table.name];
    if (value.Exists() && !value.IsMap() && value.kind() != documents::Kind::kNull &&
        !(value.IsList() && value.size() == 0)) {
      return ReadProblem{{}, ReadCause::kSyntax, std::string(table.name) + " is no object"};
    }
    for (const auto& [dependency, range] : value.members()) {
      if (!range.IsScalar()) {
        return ReadProblem{
            {}, ReadCause::kSyntax, std::string(table.name) + " has a range that is no text"};
      }
      dependencies[std::string(dependency)] = {std::string(dependency), range.str(), table.kind};
    }
  }
  for (auto& [key, dependency] : dependencies) {
    manifest.dependencies.push_back(std::move(dependency));
  }
  const Value workspaces = root["workspaces"];
  const Value patterns = workspaces.IsMap() ? workspaces["packages"] : workspaces;
  manifest.has_workspaces = workspaces.IsMap() || workspaces.IsList();
  for (const Value pattern : patterns.items()) {
    if (pattern.IsText()) manifest.workspaces.push_back(pattern.str());
  }
  const Value pnpm = root["pnpm"];
  ReadManifestPatches(root["patchedDependencies"], manifest);
  ReadManifestPatches(pnpm["patchedDependencies"], manifest);
  for (const auto& [key, value] : root["resolutions"].members()) {
    if (value.IsText()) manifest.resolutions.emplace_back(key, value.str());
  }
  for (const Value& each : {root, pnpm, workspaces}) ReadReplacements(each, manifest.replacements);
  FollowReferences(manifest);
  ReadManifestSettings(root, "", manifest);
  std::ranges::sort(manifest.settings);
  std::ranges::sort(manifest.locked_settings);
  return manifest;
}

}  // namespace

bool NamesPath(std::string_view range) {
  return range.starts_with("link:") || range.starts_with("file:") || range.starts_with("portal:") ||
         range.starts_with("./") || range.starts_with("../");
}

void ReadReplacements(const Value& root, std::vector<NodeReplacement>& replacements) {
  for (const std::string_view table :
       {"overrides", "resolutions", "packageExtensions", "catalog", "catalogs"}) {
    ReadReplacementsOf(root[table], table, replacements);
  }
}

const NodeDependency* NodeManifest::Find(std::string_view dependency) const {
  const auto found = std::ranges::lower_bound(dependencies, dependency, {}, &NodeDependency::name);
  return found != dependencies.end() && found->name == dependency ? &*found : nullptr;
}

ReadProblem ProblemOf(const documents::ReadError& error) {
  ReadProblem problem;
  switch (error.cause) {
    case documents::ReadError::Cause::kSyntax:
      problem.cause = ReadCause::kSyntax;
      break;
    case documents::ReadError::Cause::kConflict:
      problem.cause = ReadCause::kConflict;
      break;
    case documents::ReadError::Cause::kTooLarge:
      problem.cause = ReadCause::kTooLarge;
      break;
  }
  // The other causes say all there is.
  if (problem.cause != ReadCause::kSyntax) return problem;
  problem.detail = error.message;
  if (error.line > 0) problem.detail = "line " + std::to_string(error.line) + ": " + problem.detail;
  return problem;
}

std::variant<NodeManifest, ReadProblem> ParseNodeManifest(std::string_view text) {
  const auto read = documents::ReadJson(text, documents::JsonDialect::kPlain);
  if (const auto* error = std::get_if<documents::ReadError>(&read)) return ProblemOf(*error);
  return FromDocument(std::get<Document>(read).root());
}

std::variant<NodeManifest, ReadProblem> ParseNodeManifestYaml(std::string_view text) {
  const auto read = documents::ReadYaml(text, documents::YamlReferences::kFollowed);
  if (const auto* error = std::get_if<documents::ReadError>(&read)) return ProblemOf(*error);
  return FromDocument(std::get<Document>(read).root());
}

}  // namespace deltaplan::planner::workspace
