// What the build of one image reads: BuildKit's rules from stages to paths of the context. Source:
// Dockerfile reference; moby/buildkit, frontend/dockerfile/dockerfile2llb.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_BUILD_READS_H_
#define DELTAPLAN_PLANNER_CONTAINERS_BUILD_READS_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "planner/containers/container_build.h"
#include "planner/containers/dockerfile_syntax.h"

namespace deltaplan::planner {

/// Something that is read out of a context.
struct ContextRead {
  std::size_t line = 0;
  std::string context = {};  ///< "": the build's own; else the name of a named one
  /// Below the context's root; "" is all of it. A pattern as COPY knows them, unless it is mounted.
  std::string source = {};
  bool is_mount = false;
  std::string parents = {};  ///< with --parents: the pattern below `source`, in moby's language
  std::vector<std::string> excludes = {};
  bool operator==(const ContextRead&) const = default;
};

/// An image that is no stage of the file.
struct ImageUse {
  enum class Kind { kFrom, kCopy, kMount };
  Kind kind = Kind::kFrom;
  std::string name;
  std::size_t line = 0;
  bool is_target = false;  ///< `name` is one of `NamedContext::Kind::kTarget`
};

/// Why a part of the build can't be told from the files: then it may read its whole context.
struct UndecidedRead {
  enum class Cause {
    kVariable,     ///< `detail` comes from outside: an argument, a base image's environment
    kFlag,         ///< `detail` is a flag that this program does not know
    kTarget,       ///< the stage `detail` is not there
    kStage,        ///< `--from` names by `detail` a stage that is not there
    kInstruction,  ///< `detail` is what is wrong with an instruction
    kContext,      ///< nobody knows where the named context `detail` is: it may be anywhere
  };
  Cause cause = Cause::kVariable;
  std::size_t line = 0;
  std::string detail;
  /// The only context of which it may read; nullopt: any of them.
  std::optional<std::string> context = {};
};

/// What a RUN of a stage that is built says, with its heredocs.
struct RunText {
  std::size_t line = 0;
  std::string text;
};

struct BuildReads {
  std::vector<ContextRead> reads;
  std::vector<ImageUse> images;
  std::vector<UndecidedRead> undecided;
  /// What builds FROM this image run first; each an ONBUILD of the stage that is built.
  std::vector<Instruction> triggers;
  std::vector<RunText> runs;
  std::vector<std::string> stages;  ///< their names, in small letters
};

/// The triggers of an image of this repository; none for all others, whose configuration git does
/// not have.
using TriggersOf = std::function<std::vector<Instruction>(const ImageUse& image)>;

/// Reads nothing: the Dockerfile and how it is built are values.
BuildReads ReadsOf(const Dockerfile& file, const ContainerBuild& build,
                   const TriggersOf& triggers_of);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_BUILD_READS_H_
