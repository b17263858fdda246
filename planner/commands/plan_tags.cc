#include "planner/commands/plan_tags.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "planner/live/tag_map_file.h"
#include "planner/tags/tags_file.h"
#include "planner/terraform/tag_variables.h"
#include "planner/text/quote.h"
#include "tfvars/carriers/tag_variables.h"

namespace deltaplan::planner {
namespace {

// The variables of the root module in `directory`, where the map's name does not say that it holds
// variables, as that of nearly every map does.
std::optional<std::set<std::string>> Declared(const ImageTagsEntry& entry,
                                              const std::string& directory, const Project& project,
                                              Files& files) {
  if (tfvars::TagFileKindOf(entry.file) != tfvars::TagFileKind::kOther) return std::nullopt;
  return DeclaredVariables(directory, project.root(), files);
}

TagsFile OfAll(const Project& project, const std::vector<ServiceNames>& services, Files& files,
               const Plan& plan) {
  const EnvironmentEntry* environment = project.environment();
  std::vector<std::string> names;
  for (const PlannedService& service : plan.services) names.push_back(service.name);
  std::optional<std::set<std::string>> declared;
  if (environment != nullptr && environment->image_tags && !services.empty()) {
    if (const std::optional<TerraformRoot> root = RootOf(*environment, services.front())) {
      declared = Declared(*environment->image_tags, root->dir, project, files);
    }
  }
  return MakeTagsFile(environment, plan.tag_map, names, plan.image_tags, declared);
}

// What one of several maps gives one root module.
TagsFile OfMap(const TagMapServices& map, const std::string& directory, const Project& project,
               Files& files, const Plan& plan) {
  EnvironmentEntry own = *project.environment();
  own.image_tags = map.entry;
  std::optional<TagMapFacts> present;
  const Result<std::optional<std::string>> text =
      files.ReadIfExists(TagMapPath(project.root(), map.entry));
  if (text && *text) {
    present = TagMapFacts{.file = map.entry.file, .digest = {}, .tags = {}, .text = **text};
  }
  tfvars::TagMap tags;
  for (const std::string& service : map.services) {
    const auto tag = plan.image_tags.find(service);
    if (tag != plan.image_tags.end()) tags.insert(*tag);
  }
  return MakeTagsFile(&own, present, map.services, tags,
                      Declared(map.entry, directory, project, files));
}

// What stands between the braces of a JSON object, in lines.
std::string_view MembersOf(std::string_view object) {
  const std::size_t begin = object.find('{') + 1;
  std::string_view members = object.substr(begin, object.rfind('}') - begin);
  while (members.starts_with('\n')) members.remove_prefix(1);
  while (members.ends_with('\n')) members.remove_suffix(1);
  return members;
}

// One file for several maps, which set different variables.
TagsFile Together(std::vector<TagsFile> each) {
  TagsFile all;
  std::string members;
  for (const TagsFile& file : each) {
    if (!file.content) return file;
    for (const std::string& variable : file.variables) {
      if (std::ranges::find(all.variables, variable) != all.variables.end()) {
        return {.content = std::nullopt,
                .variables = {},
                .why_not = fmt::format("several tag maps of one root module set the variable {}",
                                       DisplayText(variable))};
      }
    }
    all.variables.insert(all.variables.end(), file.variables.begin(), file.variables.end());
    members += members.empty() ? "" : ",\n";
    members += MembersOf(*file.content);
  }
  std::ranges::sort(all.variables);
  all.content = each.size() == 1 ? *std::move(each.front().content) : "{\n" + members + "\n}\n";
  return all;
}

}  // namespace

void SetTagsFiles(const Project& project, const std::vector<ServiceNames>& services, Files& files,
                  Plan& plan) {
  std::vector<TagMapServices> maps;
  if (project.environment() != nullptr) maps = TagMapsOf(*project.environment(), services);
  const bool is_shared =
      maps.size() < 2 && (maps.empty() || project.environment()->image_tags == maps.front().entry);
  if (is_shared) {
    plan.tags_file = OfAll(project, services, files, plan);
    return;
  }
  for (const RootServices& root : RootsOf(*project.environment(), services)) {
    std::vector<TagsFile> each;
    for (const TagMapServices* map : MapsOf(root.services, maps)) {
      each.push_back(OfMap(*map, root.root.dir, project, files, plan));
    }
    plan.root_tags.push_back(Together(std::move(each)));
  }
  if (plan.root_tags.size() != 1) return;
  plan.tags_file = std::move(plan.root_tags.front());
  plan.root_tags.clear();
}

}  // namespace deltaplan::planner
