// Roots of package managers in memory, for tests: two sets of files go in, what differs for one
// service comes out.
#ifndef DELTAPLAN_TESTS_SUPPORT_MEMORY_FOREST_H_
#define DELTAPLAN_TESTS_SUPPORT_MEMORY_FOREST_H_

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "planner/workspace/compare_forests.h"
#include "planner/workspace/forest_reader.h"
#include "tests/support/memory_trees.h"

namespace deltaplan::planner::workspace {

using FileTexts = std::map<std::string, std::string>;

/// How a service is compared.
struct ServiceView {
  bool dev = true;
  bool root = true;
  bool precise = true;
  std::vector<std::string> ignored = {};
  std::vector<std::string> others = {};  ///< further services, whose roots are read as well
  std::vector<std::string> manifests = {};
};

/// Two commits.
class MemoryForests {
 public:
  MemoryForests(const FileTexts& before, const FileTexts& after)
      : before_(trees_.AddFiles(before)), after_(trees_.AddFiles(after)) {}
  MemoryForests(const std::map<std::string, graph::MemoryFile>& before,
                const std::map<std::string, graph::MemoryFile>& after)
      : before_(trees_.Add(before)), after_(trees_.Add(after)) {}

  /// The bytes of that file are not in this clone.
  void Lose(const std::string& content) { lost_.insert(content); }

  std::vector<DependencyDifference> Compare(const std::string& service,
                                            const ServiceView& view = {}) {
    const auto is_ignored = [&view](std::string_view name) {
      return std::ranges::find(view.ignored, name) != view.ignored.end();
    };
    ForestReader reader(
        trees_,
        [this](const graph::ObjectId& id) -> std::optional<std::string> {
          std::optional<std::string> content = trees_.Content(id);
          if (content && lost_.contains(*content)) return std::nullopt;
          return content;
        },
        is_ignored);
    ServiceStarts starts;
    starts.path = graph::RepoPath::FromCanonical(service);
    starts.options = {.dev = view.dev, .root = view.root};
    std::vector<graph::RepoPath> paths{starts.path};
    for (const std::string& other : view.others) {
      paths.push_back(graph::RepoPath::FromCanonical(other));
    }
    for (const std::string& manifest : view.manifests) {
      starts.manifests.push_back(graph::RepoPath::FromCanonical(manifest));
      paths.push_back(starts.manifests.back());
    }
    std::set<RootName> roots;
    for (const ReadRoot& root : Read(reader, after_, paths, {}).roots) roots.insert(root.name());
    const Forest& now = Read(reader, after_, paths, roots);
    const Forest& then = Read(reader, before_, paths, roots);
    warnings_.clear();
    for (const ReadRoot& root : now.roots) {
      warnings_.insert(warnings_.end(), root.side.warnings.begin(), root.side.warnings.end());
    }
    return CompareForests(then, now, starts, {.precise = view.precise, .is_ignored = is_ignored});
  }

  /// The differences in short: "lockfile_changed lodash 4.17.20 -> 4.17.21 version".
  std::vector<std::string> Said(const std::string& service, const ServiceView& view = {}) {
    std::vector<std::string> said;
    for (const DependencyDifference& difference : Compare(service, view)) {
      said.push_back(Short(difference));
    }
    return said;
  }

  /// What the last comparison had to say of head.
  const Warnings& warnings() const { return warnings_; }

 private:
  static const Forest& Read(ForestReader& reader, const graph::ObjectId& tree,
                            const std::vector<graph::RepoPath>& paths,
                            const std::set<RootName>& roots) {
    return *std::get<const Forest*>(reader.Read(tree, paths, roots));
  }

  static std::string Join(const std::vector<std::string>& all) {
    std::string text;
    for (const std::string& each : all) text += (text.empty() ? "" : ",") + each;
    return text;
  }

  static std::string Short(const DependencyDifference& difference) {
    std::string text = std::string(ReasonCodeName(difference.code)) + " ";
    if (const auto* changed = std::get_if<ChangedPackages>(&difference.details)) {
      text += difference.input;
      for (const PackageChange& each : changed->packages) {
        text += "; " + each.name + " " + Join(each.before) + " -> " + Join(each.after) + " " +
                PackageChangeKindName(each.change);
      }
    } else if (const auto* side = std::get_if<UnreadableSide>(&difference.details)) {
      text +=
          difference.input + (side->at_head ? " head " : " baseline ") + ReadCauseName(side->cause);
    } else if (const auto* closure = std::get_if<ClosureChange>(&difference.details)) {
      text += closure->package + (closure->joined ? " joined" : " left");
    } else if (const auto* settings = std::get_if<ChangedSettings>(&difference.details)) {
      text += difference.input + " " + Join(settings->keys);
    }
    return text;
  }

  graph::MemoryTrees trees_;
  graph::ObjectId before_;
  graph::ObjectId after_;
  std::set<std::string> lost_;
  Warnings warnings_;
};

/// `texts` with `from` replaced by `to`, once, in `file`.
inline FileTexts With(FileTexts texts, const std::string& file, const std::string& from,
                      const std::string& to) {
  std::string& text = texts.at(file);
  const std::size_t at = text.find(from);
  text.replace(at, from.size(), to);  // throws where it is not there
  return texts;
}

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_TESTS_SUPPORT_MEMORY_FOREST_H_
