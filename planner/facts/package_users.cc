#include "planner/facts/package_users.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/repo_path.h"
#include "graph/tree_reader.h"
#include "planner/config/tree_glob.h"
#include "planner/ports/tree_read_error.h"

namespace deltaplan::planner {
namespace {

using graph::NodeId;
using graph::NodeKind;
using graph::RepoPath;

constexpr std::array<std::string_view, 21> kManifests{
    "package.json",     "pyproject.toml", "requirements*.txt", "requirements*.in",
    "Pipfile",          "setup.py",       "setup.cfg",         "go.mod",
    "Cargo.toml",       "composer.json",  "pom.xml",           "build.gradle*",
    "settings.gradle*", "*.csproj",       "*.fsproj",          "deno.json*",
    "Gemfile",          "*.gemspec",      "pubspec.yaml",      "mix.exs",
    "Package.swift"};

// Where what is installed lies, in the ways of the languages that put it beside the sources.
constexpr std::array<std::string_view, 3> kInstalled{"node_modules", "vendor", ".venv"};

struct Manifest {
  RepoPath path;
  RepoPath directory;
  std::vector<std::string> words;
};

// The words of a manifest, whatever its language: what stands between blanks, quotes and brackets.
std::vector<std::string> WordsOf(std::string_view text) {
  constexpr std::string_view kBetween = " \t\r\n\"'`<>=,;(){}[]";
  std::vector<std::string> words;
  while (true) {
    const std::size_t begin = text.find_first_not_of(kBetween);
    if (begin == std::string_view::npos) return words;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(kBetween), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

// The name that a package gives itself: what follows the word "name" (or Go's "module").
std::optional<std::string> NameIn(const Manifest& manifest) {
  const bool is_go = manifest.path.Name() == "go.mod";
  for (std::size_t i = 0; i + 1 < manifest.words.size(); ++i) {
    if (manifest.words[i] != (is_go ? "module" : "name")) continue;
    const std::size_t next = manifest.words[i + 1] == ":" ? i + 2 : i + 1;
    if (next < manifest.words.size()) return manifest.words[next];
  }
  return std::nullopt;
}

// The path that `word` names from `directory`; nullopt when it is no relative path.
std::optional<RepoPath> PathIn(const RepoPath& directory, std::string word) {
  std::ranges::replace(word, '\\', '/');
  const std::size_t begin = word.find("../");
  if (begin == std::string::npos) return std::nullopt;
  std::string_view rest = std::string_view(word).substr(begin);
  std::string at = directory.bytes();
  while (rest.starts_with("../")) {
    if (at.empty()) return std::nullopt;
    const std::size_t slash = at.rfind('/');
    at.erase(slash == std::string::npos ? 0 : slash);
    rest.remove_prefix(3);
  }
  return RepoPath::Parse(at.empty() ? std::string(rest) : at + "/" + std::string(rest));
}

class ManifestReader {
 public:
  ManifestReader(const Project& project, const graph::ObjectId& head_tree)
      : project_(project), tree_(project.readers().first(), head_tree) {}

  // Those in the directory itself.
  std::vector<Manifest> In(const RepoPath& directory) {
    std::vector<Manifest> manifests;
    for (const TreeMatch& match : tree_.Find(directory.Child("*").bytes())) {
      if (!match.state.IsTree()) Add(match, directory, manifests);
    }
    return manifests;
  }

  // Those in the directory and below it, added to `manifests`.
  void AddBelow(const RepoPath& directory, std::vector<Manifest>& manifests) {
    for (const TreeMatch& match : tree_.Find(directory.Child("*").bytes())) {
      if (!match.state.IsTree()) {
        Add(match, directory, manifests);
      } else if (std::ranges::find(kInstalled, match.path.Name()) == kInstalled.end()) {
        AddBelow(match.path, manifests);
      }
    }
  }

  graph::EntryState At(const RepoPath& path) { return tree_.At(path.bytes()); }
  const std::optional<graph::TreeError>& error() const { return tree_.error(); }

 private:
  void Add(const TreeMatch& match, const RepoPath& directory, std::vector<Manifest>& manifests) {
    const bool is_one = std::ranges::any_of(kManifests, [&](std::string_view name) {
      // "requirements/prod.txt" is a common place, too.
      return MatchesComponent(name, match.path.Name()) ||
             (directory.Name() == "requirements" && match.path.Name().ends_with(".txt"));
    });
    if (!is_one) return;
    const Result<std::string> text = project_.repository().ReadBlob(match.state.id);
    if (text) manifests.push_back({match.path, directory, WordsOf(*text)});
  }

  const Project& project_;
  TreeGlob tree_;
};

// The packages that no service reaches.
std::vector<const Package*> Unreached(const Platform& platform, const InputMap& inputs) {
  std::set<std::string_view> reached;
  for (std::size_t s = 0; s < platform.services.size(); ++s) {
    for (const NodeId node : inputs.ClosureOf(s).nodes()) {
      if (inputs.graph()[node].kind == NodeKind::kPackage)
        reached.insert(inputs.graph()[node].name);
    }
  }
  std::vector<const Package*> unreached;
  for (const Package& package : platform.packages) {
    if (!reached.contains(package.name)) unreached.push_back(&package);
  }
  return unreached;
}

}  // namespace

Result<Warnings> PackagesWithoutUsers(const Project& project, const Platform& platform,
                                      const InputMap& inputs,
                                      const std::vector<Baseline>& baselines,
                                      const graph::ObjectId& head_tree) {
  Warnings found;
  if (platform.dependencies != DependencyMode::kDeclared) return found;
  ManifestReader manifests(project, head_tree);
  std::vector<const Package*> unreached = Unreached(platform, inputs);
  std::vector<const Package*> changed;
  for (const Baseline& baseline : baselines) {
    TreeGlob before(project.readers().first(), baseline.tree);
    const auto differs = [&](const RepoPath& path) {
      return before.At(path.bytes()) != manifests.At(path);
    };
    std::erase_if(unreached, [&](const Package* package) {
      if (!differs(package->path) && std::ranges::none_of(package->inputs, differs)) return false;
      changed.push_back(package);
      return true;
    });
    for (const auto* error : {&before.error(), &manifests.error()}) {
      if (*error) return TreeReadError(**error, project.repository().facts());
    }
  }
  std::ranges::sort(changed, {}, &Package::path);
  if (changed.empty()) return found;
  // A manifest at the root names what the others may use: that is no use by itself.
  std::vector<Manifest> all;
  const auto add = [&](const RepoPath& path) {
    if (path.IsRoot()) {
      std::ranges::move(manifests.In(path), std::back_inserter(all));
    } else {
      manifests.AddBelow(path, all);
    }
  };
  for (const Service& service : platform.services) {
    if (service.path) add(*service.path);
  }
  for (const Package& package : platform.packages) add(package.path);
  for (const Package* package : changed) {
    std::set<std::string> names;
    for (const Manifest& manifest : manifests.In(package->path)) {
      if (std::optional<std::string> name = NameIn(manifest)) names.insert(*std::move(name));
    }
    std::set<std::string> users;
    for (const Manifest& manifest : all) {
      if (package->path.Contains(manifest.directory)) continue;
      const bool uses = std::ranges::any_of(manifest.words, [&](const std::string& word) {
        if (names.contains(word)) return true;
        const std::optional<RepoPath> path = PathIn(manifest.directory, word);
        return path && package->path.Contains(*path);
      });
      if (uses) users.insert(manifest.path.bytes());
    }
    if (users.empty()) continue;
    found.push_back(
        warnings::PackageWithoutUsers{package->path.bytes(), {users.begin(), users.end()}});
  }
  return found;
}

}  // namespace deltaplan::planner
