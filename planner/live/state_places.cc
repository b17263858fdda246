#include "planner/live/state_places.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "planner/live/terraform_workspace.h"
#include "planner/model/service_environment.h"
#include "planner/ports/run_command.h"
#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

// The root modules, each with the state that --state gives it.
std::vector<StatePlace> GivenPlaces(const LiveContext& context,
                                    const std::vector<std::optional<std::string>>& states) {
  std::vector<StatePlace> places;
  for (std::size_t i = 0; i < context.roots.size(); ++i) {
    const auto& [root, services] = context.roots[i];
    StatePlace place{
        .directory = root.dir, .workspace = root.workspace, .services = {}, .given = states[i]};
    for (const Service& service : context.services) {
      const auto own = std::ranges::find(services, service.name, &Service::name);
      if (own != services.end()) place.services.push_back(&service);
    }
    if (!place.services.empty()) places.push_back(std::move(place));
  }
  return places;
}

// Whether a program works in the workspace that was selected: any other may choose one itself.
bool IsTerraform(const std::string& program) {
  const std::string name = program.substr(program.rfind('/') + 1);
  return name == "terraform" || name == "tofu";
}

// Where the environment names no workspace, one that somebody has selected may be another's.
Status CheckWorkspace(const LiveContext& context, const StatePlace& place) {
  const std::string directory = place.directory.empty() ? "." : place.directory;
  Result<std::optional<TerraformWorkspace>> selected =
      ReadTerraformWorkspace(context.root, directory, context.ports);
  if (!selected) return std::move(selected).error();
  const bool is_told =
      !*selected || (*selected)->by_variable || (*selected)->name == kDefaultWorkspace;
  if (is_told) return Ok();
  return Error{
      .message = fmt::format("Terraform's workspace in {} is {}, and environment '{}' names none",
                             DisplayPath(directory), DisplayPath((*selected)->name),
                             context.environment.name),
      .causes = {"its state may be that of another environment"},
      .remedy =
          "Add \"workspace\" to \"terraform\" of the environment, or name it with "
          "TF_WORKSPACE."};
}

}  // namespace

Result<std::vector<StatePlace>> StatePlacesOf(const LiveContext& context,
                                              const LiveSourceEntry& entry) {
  std::optional<std::string> given;
  if (!context.state.IsEmpty()) {
    std::vector<TerraformRoot> roots;
    for (const RootServices& root : context.roots) roots.push_back(root.root);
    const Result<std::vector<std::optional<std::string>>> states = StatesOf(context.state, roots);
    if (!states) return states.error();
    if (roots.size() > 1) return GivenPlaces(context, *states);
    given = roots.empty() ? context.state.given.front() : states->front();
  }
  const bool is_named = given || entry.Text("file") != nullptr;
  std::map<std::pair<std::string, std::optional<std::string>>, std::vector<const Service*>> found;
  for (const Service& service : context.services) {
    std::optional<TerraformRoot> root;
    if (!is_named) root = RootOf(context.environment, service);
    if (!root) root = TerraformRoot();
    found[{root->dir, root->workspace}].push_back(&service);
  }
  // A state that can't be read is an error, whoever is asked about.
  if (found.empty()) {
    const TerraformRoot root = context.environment.terraform.value_or(TerraformEntry()).root;
    found[{root.dir, root.workspace}];
  }
  std::vector<StatePlace> places;
  for (auto& [place, services] : found) {
    places.push_back({place.first, place.second, std::move(services), given, is_named});
  }
  return places;
}

Result<StateText> ReadStateText(const LiveContext& context, const LiveSourceEntry& entry,
                                const StatePlace& place) {
  const std::string* file = entry.Text("file");
  if (place.given || file != nullptr) {
    const bool is_given = place.given.has_value();
    const std::string name =
        is_given ? *place.given : FillPlaceholders(*file, context.Placeholders());
    Result<std::string> text = context.ports.files.Read(is_given ? name : context.PathOf(name));
    if (!text) {
      Error error = std::move(text).error().Within("cannot read the Terraform state");
      error.remedy = "Write it with terraform show -json, or correct \"file\" of the live source.";
      return error;
    }
    return StateText{name == "-" ? "standard input" : "'" + name + "'", std::move(*text)};
  }
  CommandLine command{.arguments = {"terraform", "show", "-json", "-no-color"},
                      .directory = context.root,
                      .environment = {},
                      .timeout = context.TimeLeft()};
  if (const auto written = entry.lists.find("command"); written != entry.lists.end()) {
    command.arguments = written->second;
    for (std::string& argument : command.arguments) {
      argument = FillPlaceholders(argument, context.Placeholders());
    }
  }
  if (!place.directory.empty()) command.directory += "/" + place.directory;
  if (place.workspace) {
    command.environment.emplace("TF_WORKSPACE", *place.workspace);
  } else if (IsTerraform(command.arguments.front())) {
    if (Status told = CheckWorkspace(context, place); !told) return std::move(told).error();
  }
  Result<std::string> text = RunToSuccess(context.ports.commands, command);
  if (!text) return std::move(text).error().Within("cannot read the Terraform state");
  return StateText{"what " + ShownCommand(command.arguments) + " prints", std::move(*text)};
}

}  // namespace deltaplan::planner
