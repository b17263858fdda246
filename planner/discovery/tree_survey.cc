#include "planner/discovery/tree_survey.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "graph/drop_doubles.h"
#include "planner/containers/build_files.h"
#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/parser.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

constexpr std::array kManifests{"package.json", "Cargo.toml", "go.mod", "pyproject.toml",
                                "project.json"};

// What tests read is nobody's service and no environment, whatever it looks like.
constexpr std::array<std::string_view, 5> kFixtures{"__fixtures__", "fixtures", "test-fixtures",
                                                    "test_fixtures", "testdata"};

// `in_fixtures`: some directory above is one of fixtures. One that is called so itself may be the
// directory of a service.
void Survey(workspace::TreeFiles& files, const RepoPath& directory, bool in_fixtures,
            TreeSurvey& survey) {
  const bool is_fixture =
      in_fixtures || std::ranges::find(kFixtures, directory.Name()) != kFixtures.end();
  for (const workspace::NamedEntry& entry : files.List(directory)) {
    const RepoPath path = directory.Child(entry.name);
    const std::string_view name = entry.name;
    if (entry.state.IsTree()) {
      if (name.starts_with('.') || name == "node_modules" || name == "vendor") continue;
      if (!is_fixture) survey.directories.emplace(entry.name, path);
      Survey(files, path, is_fixture, survey);
      continue;
    }
    if (!workspace::TreeFiles::IsFile(entry.state)) continue;
    if (in_fixtures) continue;
    if (IsDockerfileName(name)) survey.dockerfiles.push_back(path);
    const bool is_variables = name.ends_with(".tfvars") || name.ends_with(".tfvars.json");
    if (is_variables && !is_fixture) survey.variables.push_back(path);
    if (name.ends_with(".tf") && !is_fixture) survey.terraform.push_back(path);
    const bool is_manifest = std::ranges::find(kManifests, name) != kManifests.end();
    const bool is_new = survey.manifests.empty() || survey.manifests.back() != directory;
    if (is_manifest && is_new && !directory.IsRoot()) survey.manifests.push_back(directory);
  }
}

void AddNames(const tfvars::Expression& expression, std::set<std::string>& names) {
  const auto value = tfvars::EvaluateConstant(expression);
  if (!value) return;
  if (const auto* items = value->AsSequence()) {
    for (const auto& item : *items) {
      if (const std::string* text = item.AsString()) names.insert(*text);
    }
  }
  if (const auto* members = value->AsObject()) {
    for (const auto& member : *members) names.insert(member.name);
  }
}

}  // namespace

TreeSurvey SurveyTree(workspace::TreeFiles& files) {
  TreeSurvey survey;
  Survey(files, RepoPath(), false, survey);
  graph::SortWithoutDoubles(survey.manifests);
  return survey;
}

std::set<std::string> TerraformNames(workspace::TreeFiles& files, const TreeSurvey& survey) {
  std::set<std::string> names;
  for (const RepoPath& path : survey.terraform) {
    const auto text = files.ReadText(path);
    if (!text) continue;
    const tfvars::Source source{path.bytes(), *text};
    tfvars::Diagnostics diagnostics;
    const tfvars::Body body = tfvars::ParseHcl(source, diagnostics);
    for (const tfvars::Block& block : body.blocks) {
      if (block.type == "module" && !block.labels.empty()) names.insert(block.labels.front());
      if (const auto* each = block.body.Find("for_each")) {
        const auto* call = each->expression->As<tfvars::Call>();
        const bool is_set = call != nullptr && call->name == "toset" && call->arguments.size() == 1;
        AddNames(is_set ? *call->arguments.front() : *each->expression, names);
      }
      if (block.type == "locals") {
        for (const auto& attribute : block.body.attributes) AddNames(*attribute.expression, names);
      }
    }
  }
  return names;
}

bool HoldsServices(const RepoPath& directory) {
  const std::string_view name = directory.Name();
  if (name == "services" || name == "apps" || name == "cmd") return true;
  // Further below these are code like any other.
  return directory.Parent().IsRoot() && (name == "functions" || name == "lambdas");
}

std::string NormalName(std::string_view name) {
  std::string normal = tfvars::ToLower(name);
  std::ranges::replace(normal, '_', '-');
  return normal;
}

}  // namespace deltaplan::planner
