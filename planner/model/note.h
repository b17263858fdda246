// What a command has done, or why its answer is what it is: as data. Its words are made by
// report/note_words. Nothing can go wrong with a note, so it has no code.
#ifndef DELTAPLAN_PLANNER_MODEL_NOTE_H_
#define DELTAPLAN_PLANNER_MODEL_NOTE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "planner/model/one_of.h"
#include "planner/model/plan.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// All strings are raw.
namespace notes {

/// What a repository without a configuration was found to hold.
struct Holdings {
  struct TerraformPlace {
    bool is_tag_map = false;  ///< else: a root module
    std::string path;

    bool operator==(const TerraformPlace&) const = default;
  };
  std::vector<std::string> services;  ///< their names
  std::size_t packages = 0;
  bool has_workspace = false;
  std::vector<TerraformPlace> places;
};

/// Nobody asked for more than help where there is no configuration, but this is there.
struct Found {
  Holdings holdings;
  std::string next;  ///< commands that go on
};
/// The same where this clone lacks what would tell.
struct FoundNothing {
  Error why;
};
/// The same where only the names of directories tell something.
struct LikelyServices {
  std::string services;  ///< a pattern
  std::string command;   ///< that answers on it
};
/// The answer rests on what was found, for there is no configuration.
struct Guessed {
  Holdings holdings;
  bool all_count = false;  ///< every package counts for every service
  bool can_write = false;  ///< there is a work tree for a configuration
};
/// Every package counts for every service, and nobody has said so.
struct AllPackagesCount {};

/// `preview`: compared with a likely branch, for git knows no default one.
struct BaseGuessed {
  std::string base;
  std::string remote;  ///< empty: there is none
};

struct PlanWritten {
  std::string directory;
};
struct PlanNotWritten {
  std::string directory;
};
/// No file of --out gives the plan's tags to Terraform.
struct TagsNotInFile {
  std::string file;      ///< relative to the directory
  std::size_t more = 0;  ///< such files of other root modules
  std::string why_not;   ///< as a `TagsFile` has it
  TagsPlace place = TagsPlace::kTagMap;
  std::string directory;  ///< of the plan
};
/// A release that was left in the directory of a plan.
struct ReleaseLeft {
  std::string tag;  ///< of its head
  std::optional<std::string> environment;
  bool is_other = false;  ///< the environment is not that of the plan
  std::string began;      ///< in UTC
  std::string directory;  ///< of the plan
};

struct MapWritten {
  std::string file;
};
/// --dry-run.
struct MapNotWritten {
  std::string file;
};
/// The map has the tags already.
struct MapSame {
  std::string file;
};
struct MapEmpty {
  std::string file;  ///< empty: each of several
};
struct LockTakenOver {
  std::string owner;
};
/// `tags set --from` of a plan to the map.
struct PlanOfMap {};
/// `tags diff`.
struct TagsSame {};
/// `tags bootstrap`.
struct TagsComplete {};
/// `tags history`.
struct PastUnknown {};
/// `tags promote`: it is in the registry of the source, and not in that of the target.
struct ImageToCopy {
  std::string reference;  ///< in the registry of the target
  std::string from;       ///< the source, an environment
};

/// `audit --fix`.
struct ConfigFixed {
  std::size_t findings = 0;
  std::string file;
  bool is_written = false;  ///< else: --dry-run
};
/// `audit`: blobs that this clone lacks.
struct FilesNotRead {
  std::string remedy;
  std::vector<std::string> commands;
};

/// "registry": "never".
struct RegistryNeverAsked {};
struct ApplyBegun {};
struct RestartsToCome {};
struct ReleaseEnded {};

}  // namespace notes

using NoteKinds =
    std::variant<notes::Found, notes::FoundNothing, notes::LikelyServices, notes::Guessed,
                 notes::AllPackagesCount, notes::BaseGuessed, notes::PlanWritten,
                 notes::PlanNotWritten, notes::TagsNotInFile, notes::ReleaseLeft, notes::MapWritten,
                 notes::MapNotWritten, notes::MapSame, notes::MapEmpty, notes::LockTakenOver,
                 notes::PlanOfMap, notes::TagsSame, notes::TagsComplete, notes::PastUnknown,
                 notes::ImageToCopy, notes::ConfigFixed, notes::FilesNotRead,
                 notes::RegistryNeverAsked, notes::ApplyBegun, notes::RestartsToCome,
                 notes::ReleaseEnded>;

extern template struct OneOf<NoteKinds>;
struct Note : OneOf<NoteKinds> {
  using OneOf::OneOf;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_NOTE_H_
