#include "planner/terraform/discovery.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "planner/config/tree_glob.h"
#include "planner/ports/tree_read_error.h"
#include "planner/text/quote.h"
#include "tfvars/carriers/service_path.h"
#include "tfvars/carriers/tag_variables.h"
#include "tfvars/modules/module_source.h"
#include "tfvars/plan/state.h"
#include "tfvars/text/placeholders.h"

namespace deltaplan::planner {

bool IsTerraformFile(std::string_view path) {
  constexpr std::string_view kEndings[] = {".tf",     ".tf.json", ".tofu",       ".tofu.json",
                                           ".tfvars", ".hcl",     ".tfvars.json"};
  return std::ranges::any_of(kEndings, [&](std::string_view end) { return path.ends_with(end); });
}

namespace {

constexpr std::string_view kAsVariables = ".hcl.tfvars";

// What Terragrunt gives comes to variables as from a file of them: its `inputs`, and `locals` of a
// file that it reads, to variables of their names.
ImageTagsEntry AsVariables(ImageTagsEntry entry) {
  if (tfvars::TagFileKindOf(entry.file) != tfvars::TagFileKind::kForeign) return entry;
  for (const std::string_view parent : {"inputs.", "locals."}) {
    if (!entry.place.path.starts_with(parent)) continue;
    entry.place.path.erase(0, parent.size());
    entry.file.replace(entry.file.rfind('.'), std::string::npos, kAsVariables);
    break;
  }
  return entry;
}

// Whether the variable has the names of services for its keys. What Terragrunt gives is not read,
// so of whole images, too, it is only known that there is one of each.
bool IsMapOfServices(const ImageTagsEntry& entry, const tfvars::TreeOptions& options) {
  const bool is_map = entry.place.form == tfvars::TagPlace::Form::kMap && options.is_named &&
                      options.tag_path.empty();
  return entry.place.IsPlainMap() || (is_map && entry.file.ends_with(kAsVariables));
}

// The variable in which tags come to the configuration, and where in it: the first name of the
// path, unless that is a block of the configuration itself, or stands for several.
void NameTagVariable(const ImageTagsEntry& entry, tfvars::TreeOptions& options) {
  std::vector<std::string> steps = tfvars::SplitPath(entry.place.path);
  const bool is_block = steps.size() >= 3 && steps[0] == "variable" && steps[2] == "default";
  if (is_block) {
    steps.erase(steps.begin());
    steps.erase(steps.begin() + 1);
  }
  const bool is_of_many = !steps.empty() && tfvars::HasPlaceholder(steps[0]);
  if (steps.empty() || steps[0] == "locals" || is_of_many) return;
  options.tag_variable = steps[0];
  options.tag_path.assign(steps.begin() + 1, steps.end());
  options.is_named = true;
}

// Modules out of one commit. The first failure is kept, and nothing is found after it.
class CommitModules : public tfvars::ModuleFiles {
 public:
  CommitModules(GitRepository& repository, graph::TreeReader& trees, const graph::ObjectId& root)
      : repository_(repository), finder_(trees, root) {}

  std::optional<std::vector<std::string>> List(const std::string& directory) override {
    if (!directory.empty() && !finder_.At(directory).IsTree()) return std::nullopt;
    std::vector<std::string> names;
    const std::string below = directory.empty() ? "" : directory + "/";
    for (const TreeMatch& match : finder_.Find(below + "*")) {
      if (!match.state.IsTree()) names.push_back(match.path.bytes().substr(below.size()));
    }
    return names;
  }

  std::optional<std::vector<std::string>> Directories(const std::string& directory) override {
    std::vector<std::string> names;
    const std::string below = directory.empty() ? "" : directory + "/";
    for (const TreeMatch& match : finder_.Find(below + "*")) {
      if (match.state.mode == graph::FileMode::kSymlink) return std::nullopt;
      if (match.state.IsTree()) names.push_back(match.path.bytes().substr(below.size()));
    }
    return names;
  }

  std::optional<std::string> Read(const std::string& path) override {
    constexpr int kMostLinks = 8;
    std::string at = path;
    for (int links = 0; links < kMostLinks && !failure_; ++links) {
      const graph::EntryState state = finder_.At(at);
      if (!state.Exists() || state.IsTree()) return std::nullopt;
      Result<std::string> content = repository_.ReadBlob(state.id);
      if (!content) {
        failure_ = std::move(content).error().Within(
            fmt::format("cannot read the Terraform file {}", DisplayPath(path)));
        if (repository_.facts().is_partial) {
          std::vector<graph::ObjectId> missing;
          AddMissing("", missing);
          if (std::ranges::find(missing, state.id) == missing.end()) missing.push_back(state.id);
          failure_->remedy = kFetchBlobsRemedy;
          failure_->further = FetchBlobsCommands(missing, repository_.facts());
        }
        return std::nullopt;
      }
      if (state.mode != graph::FileMode::kSymlink) return std::move(*content);
      const std::size_t slash = at.rfind('/');
      const std::string directory = slash == std::string::npos ? "" : at.substr(0, slash);
      const std::optional<std::string> target = tfvars::PathFrom(directory, *content);
      if (!target || content->starts_with('/')) return std::nullopt;
      at = *target;
    }
    return std::nullopt;
  }

  std::optional<Error> TakeFailure() {
    if (finder_.error()) return TreeReadError(*finder_.error(), repository_.facts());
    return std::move(failure_);
  }

 private:
  // All of Terraform's files that this clone lacks: which of them the modules need can't be told
  // before they are read, and one line is to bring all.
  void AddMissing(const std::string& below, std::vector<graph::ObjectId>& missing) {
    for (const TreeMatch& match : finder_.Find(below + "*")) {
      const std::string path = match.path.bytes();
      if (match.state.IsTree()) {
        AddMissing(path + "/", missing);
      } else if (IsTerraformFile(path) && !repository_.ReadBlob(match.state.id)) {
        missing.push_back(match.state.id);
      }
    }
  }

  GitRepository& repository_;
  TreeGlob finder_;
  std::optional<Error> failure_;
};

Result<std::optional<StateAddresses>> ReadState(const std::optional<std::string>& file,
                                                Files& files) {
  std::optional<StateAddresses> state;
  if (!file) return state;
  Result<std::string> text = files.Read(*file);
  if (!text) return std::move(text).error().Within("cannot read the state");
  auto read = tfvars::ReadState(*text);
  if (const auto* wrong = std::get_if<tfvars::StateError>(&read)) {
    return Error{.message = fmt::format("'{}' is not a Terraform state", *file),
                 .causes = {wrong->message},
                 .remedy =
                     "Give what terraform show -json prints without a plan file, or the state "
                     "file itself."};
  }
  state.emplace();
  for (tfvars::StateInstance& instance : std::get<tfvars::State>(read)) {
    state->push_back(std::move(instance.address));
  }
  return state;
}

constexpr const char* kWorkspace = "TF_WORKSPACE";

// Where the tags come in, and what else the root module is given.
tfvars::TreeOptions TreeOptionsOf(const Project& project, const RootServices& root,
                                  const Ports& ports) {
  const EnvironmentEntry& environment = *project.environment();
  tfvars::TreeOptions options{.directory = root.root.dir};
  options.new_tag = project.head().id.ToHex();
  options.placeholder_tags = project.config().bootstrap_tags;
  std::vector<TagMapServices> maps = TagMapsOf(environment, root.services);
  for (TagMapServices& map : maps) map.entry = AsVariables(std::move(map.entry));
  if (!maps.empty()) {
    NameTagVariable(maps.front().entry, options);
    if (IsMapOfServices(maps.front().entry, options)) {
      options.tag_keys = NamesOf(root.services);
    }
  }
  for (const TagMapServices& map : maps) {
    options.tag_owners.merge(
        tfvars::VariablesOfOne(map.entry.file, map.entry.place, NamesOf(map.services)));
  }
  // Of the first map only variables of services are left to name: its one variable was.
  for (std::size_t i = options.is_named ? 1 : 0; i < maps.size(); ++i) {
    const ImageTagsEntry& entry = maps[i].entry;
    for (std::string& variable :
         tfvars::VariablesOf(entry.file, entry.place, NamesOf(maps[i].services))) {
      options.further_tag_variables.insert(std::move(variable));
    }
  }
  options.inputs = {
      .workspace = root.root.workspace,
      .environment = [&ports](const std::string& name) { return ports.variable("TF_VAR_" + name); },
      .var_files = root.root.var_files,
      .vars = root.root.vars,
      .is_complete = root.root.is_complete};
  if (!options.inputs.workspace) options.inputs.workspace = ports.variable(kWorkspace);
  return options;
}

}  // namespace

bool DeclaresSomething(const tfvars::ModuleTree& tree) {
  return !tree.nodes.empty() || !tree.modules.empty() || !tree.variables.empty();
}

Error NoRootError() {
  return {.message = "the configuration does not say where the Terraform files are",
          .causes = {},
          .remedy = "Add \"terraform\": { \"dir\": \"infra/terraform\" } to an environment."};
}

Result<std::vector<std::optional<std::string>>> StatesOfRoots(
    const std::vector<RootServices>& roots, const StateFiles& state) {
  if (roots.empty()) return NoRootError();
  std::vector<TerraformRoot> all;
  for (const RootServices& root : roots) all.push_back(root.root);
  return StatesOf(state, all);
}

Result<Discovery> Discover(const Project& project, const RootServices& root,
                           const std::optional<std::string>& state_file, const KnownState* known,
                           const Ports& ports) {
  Discovery discovery;
  discovery.root = root.root;
  Result<std::optional<StateAddresses>> state = ReadState(state_file, ports.files);
  if (!state) return std::move(state).error();
  discovery.state = *std::move(state);
  if (!discovery.state && known != nullptr) discovery.state = known->addresses;

  CommitModules modules(project.repository(), project.readers().first(), project.head().tree);
  std::vector<std::string> services;
  for (const Service& service : root.services) services.push_back(service.name);
  std::optional<tfvars::ModuleTree> tree =
      tfvars::ReadModuleTree(TreeOptionsOf(project, root, ports), modules);
  if (std::optional<Error> failure = modules.TakeFailure()) return *std::move(failure);
  if (!tree) {
    TreeGlob head(project.readers().first(), project.head().tree);
    return Error{.message = fmt::format("head has no directory '{}' with Terraform files",
                                        DisplayPath(root.root.dir)),
                 .causes = {},
                 .remedy = NearestPathHint(head, root.root.dir) +
                           "Correct \"terraform\": { \"dir\" } in the configuration."};
  }
  if (!tree->errors.empty()) {
    Error error{.message = "the Terraform files have errors", .causes = {}, .remedy = {}};
    for (const std::string& text : tree->errors) {
      error.diagnostics += (error.diagnostics.empty() ? "" : "\n") + text;
    }
    return error;
  }
  discovery.tree = std::move(*tree);
  discovery.findings = FindTargets(discovery.tree, services, discovery.state);
  if (!DeclaresSomething(discovery.tree)) {
    for (Warning& warning : discovery.findings.warnings) {
      auto* without = std::get_if<warnings::ServiceWithoutTarget>(&warning);
      if (without != nullptr) without->empty_directory = root.root.dir;
    }
  }
  for (const std::string& file : discovery.tree.missing_files) {
    discovery.findings.warnings.push_back(
        warnings::VarFileMissing{.file = file, .directory = root.root.dir});
  }
  return discovery;
}

std::optional<Warning> WorkspaceWarning(const std::vector<RootServices>& roots,
                                        const Ports& ports) {
  const std::optional<std::string> set = ports.variable(kWorkspace);
  std::set<std::string> others;
  for (const RootServices& root : roots) {
    if (set && root.root.workspace && *root.root.workspace != *set) {
      others.insert(*root.root.workspace);
    }
  }
  if (others.empty()) return std::nullopt;
  return warnings::WorkspaceDiffers{.configured = {others.begin(), others.end()}, .variable = *set};
}

Result<std::vector<Discovery>> DiscoverAll(const Project& project, const Platform& platform,
                                           const StateFiles& state, const Ports& ports) {
  std::vector<RootServices> roots;
  if (project.environment() != nullptr) {
    roots = RootsOf(*project.environment(), platform.services);
  }
  const Result<std::vector<std::optional<std::string>>> states = StatesOfRoots(roots, state);
  if (!states) return states.error();
  std::vector<Discovery> all;
  for (std::size_t i = 0; i < roots.size(); ++i) {
    Result<Discovery> found = Discover(project, roots[i], (*states)[i], nullptr, ports);
    if (!found) return std::move(found).error();
    all.push_back(*std::move(found));
  }
  return all;
}

}  // namespace deltaplan::planner
