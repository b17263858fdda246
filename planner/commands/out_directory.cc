#include "planner/commands/out_directory.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "planner/config/tree_glob.h"
#include "planner/ports/tree_read_error.h"
#include "planner/release/release_state.h"
#include "planner/report/plan_document.h"
#include "planner/report/plan_files.h"
#include "planner/text/quote.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

Error NotThere(const std::string& directory, std::string why) {
  return Error{.message = fmt::format("cannot write the plan to '{}'", DisplayText(directory)),
               .causes = {std::move(why)},
               .remedy = "Choose a directory of its own."};
}

// What `path` is called below `root`; nullopt when it lies elsewhere. Both are without links.
std::optional<std::string> Below(const std::string& root, const std::string& path) {
  if (path == root) return "";
  if (!path.starts_with(root + "/")) return std::nullopt;
  return path.substr(root.size() + 1);
}

// The first link of the tree that the way to `directory` leads over.
std::optional<std::string> LinkOnTheWay(TreeGlob& tree, const std::string& root,
                                        std::string_view directory, Files& files) {
  std::string at = directory.starts_with('/') ? "" : files.Canonical(".").value_or("");
  while (!directory.empty()) {
    const std::string_view name = directory.substr(0, directory.find('/'));
    directory.remove_prefix(std::min(directory.size(), name.size() + 1));
    if (name.empty() || name == ".") continue;
    const std::string next = fmt::format("{}/{}", at, name);
    std::optional<std::string> found = files.Canonical(next);
    if (!found) break;  // it is yet to be made
    const std::optional<std::string> path = Below(root, next);
    if (name != ".." && *found != next && path &&
        tree.At(*path).mode == graph::FileMode::kSymlink) {
      return path;
    }
    at = *found == "/" ? "" : *std::move(found);
  }
  return std::nullopt;
}

// Whether what is called plan.json there is one of ours, also a preview, also of another version.
bool HoldsPlan(const std::string& directory, Files& files) {
  const Result<std::optional<std::string>> text = files.ReadIfExists(directory + "/" + kPlanFile);
  if (!text || !*text) return false;
  const auto parsed = tfvars::ParseJson(**text, tfvars::JsonComments::kRefused);
  const auto* document = std::get_if<tfvars::JsonDocument>(&parsed);
  return document != nullptr && document->root.Find("services") != nullptr &&
         document->root.Find("image_tags") != nullptr;
}

}  // namespace

Status CheckOutDirectory(const Project& project, const std::string& directory, Files& files) {
  const std::optional<std::string>& work_dir = project.repository().facts().work_dir;
  const std::optional<std::string> root = work_dir ? files.Canonical(*work_dir) : std::nullopt;
  if (!root) return Ok();
  TreeGlob tree(project.readers().first(), project.head().tree);
  const auto link = LinkOnTheWay(tree, *root, directory, files);
  std::optional<std::string> taken;
  const std::optional<std::string> place = files.Canonical(directory);
  const std::optional<std::string> below = place ? Below(*root, *place) : std::nullopt;
  if (below && !HoldsPlan(*place, files)) {
    const std::string before = below->empty() ? "" : *below + "/";
    if (tree.At(before + kReleaseStateFile).Exists()) taken = before + kReleaseStateFile;
    for (const std::string& name : PlanFileNames()) {
      if (tree.At(before + name).Exists()) taken = before + name;
    }
  }
  if (tree.error()) return TreeReadError(*tree.error(), project.repository().facts());
  if (link) {
    return NotThere(
        directory, DisplayPath(*link) + " is a link of the repository, and links are not followed");
  }
  if (taken) {
    return NotThere(directory, DisplayPath(*taken) + " belongs to the repository, and to no plan");
  }
  return Ok();
}

Status CheckNoLink(const std::string& directory, const std::string& name, Files& files) {
  const std::optional<std::string> top = files.Canonical(directory);
  const std::optional<std::string> place = files.Canonical(directory + "/" + name);
  if (!top || !place || *place == *top + "/" + name) return Ok();
  return Error{.message = fmt::format("'{}' in '{}' is a link, and links are not followed",
                                      DisplayText(name), DisplayText(directory)),
               .causes = {},
               .remedy = "Remove the link, or choose another directory."};
}

}  // namespace deltaplan::planner
