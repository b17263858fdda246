// The stages of a Dockerfile: what each is built on, which of them a build needs.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_BUILD_STAGES_H_
#define DELTAPLAN_PLANNER_CONTAINERS_BUILD_STAGES_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/containers/build_reads.h"
#include "planner/containers/word_expansion.h"

namespace deltaplan::planner {

using BuildVariables = std::map<std::string, BuildVariable, std::less<>>;

/// What `RUN --mount` says; of a malformed one `error` is set.
struct RunMount {
  std::string type = "bind";
  std::string from = {};
  std::string source = {};
  std::set<std::string> unknown = {};
  std::optional<std::string> error = {};
};

/// Values are replaced by `expand`; the type and the place that it is mounted from matter here.
RunMount ParseRunMount(std::string_view text,
                       const std::function<ExpandedWord(std::string_view)>& expand);

struct BuildStage {
  std::size_t line = 0;
  std::string base;                           ///< as written, with variables replaced
  std::string name = {};                      ///< in small letters; "" has none
  std::optional<std::size_t> from = {};       ///< the stage that it is built on
  const NamedContext* replaced_by = nullptr;  ///< then its instructions don't run
  bool base_is_unknown = false;               ///< a variable in it comes from outside
  std::vector<Instruction> instructions = {};
  std::vector<std::size_t> needs = {};  ///< stages that it copies or mounts from
  bool has_triggers = false;            ///< those of its base stand before its own instructions
};

/// The stages of a file with their links; `image` is one that is no stage.
class BuildStages {
 public:
  BuildStages(const Dockerfile& file, const ContainerBuild& build, BuildReads& reads);

  /// With the triggers of stages and of images of this repository put in; in the order of the file.
  std::vector<std::size_t> Needed(const TriggersOf& triggers_of);
  const std::vector<BuildStage>& stages() const { return stages_; }
  std::optional<std::size_t> target() const { return target_; }
  /// By its name, in any case of letters.
  std::optional<std::size_t> Find(std::string_view name) const;
  /// By name or number, as `--from` of COPY names one.
  std::optional<std::size_t> FindForCopy(std::string_view name) const;
  /// What stands for a name in FROM and `--from`; null: an image.
  const NamedContext* ContextOf(const std::string& name) const;
  /// The image that a name means which is no stage; nullopt: a context that is none.
  std::optional<ImageUse> ImageOf(const std::string& name, std::size_t line,
                                  ImageUse::Kind kind) const;
  /// Those of ARGs before the first FROM, with what the platform gives.
  const BuildVariables& globals() const { return globals_; }
  char escape() const { return escape_; }

 private:
  void ReadGlobals(const std::vector<Instruction>& arguments);
  void AddStage(const Instruction& from);
  void Link(std::size_t stage, const std::vector<Instruction>& instructions);

  const ContainerBuild& build_;
  BuildReads& reads_;
  char escape_;
  BuildVariables globals_;
  std::vector<BuildStage> stages_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
  std::optional<std::size_t> target_;
};

/// The value of "--name=value"; the last one where it stands there twice.
std::optional<std::string> FlagOf(const Instruction& instruction, std::string_view name);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_BUILD_STAGES_H_
