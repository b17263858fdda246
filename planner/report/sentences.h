// The words that every human-readable format shares. Nothing here is longer than one line, and
// nothing holds a control character.
#ifndef DELTAPLAN_PLANNER_REPORT_SENTENCES_H_
#define DELTAPLAN_PLANNER_REPORT_SENTENCES_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/model/plan.h"

namespace deltaplan::planner {

inline constexpr std::size_t kAnyWidth = std::numeric_limits<std::size_t>::max();

/// "1 file", "3 files"; for nouns that form their plural with -s.
std::string CountOf(std::uint64_t count, std::string_view noun);

/// "mode_changed" and so on: JSON's word, good enough for people.
const char* StatusName(graph::ChangeStatus status);
/// A added, D deleted, M modified, T type changed (git's letters), X mode changed.
char StatusLetter(graph::ChangeStatus status);

/// "M services/api/main.ts"
std::string ChangedFileText(const graph::FileChange& file);

/// A commit for people. No repository is at hand here to say how short git would make it.
std::string ShortHex(const graph::ObjectId& commit);

/// What to do where no file gives the plan's tags to Terraform; without a full stop. `plan` is the
/// plan's directory as a command names it.
std::string HowToGiveTags(TagsPlace place, const std::string& plan);

/// What plans anew, into `directory` where that is known.
std::string PlanAgainCommand(const std::optional<std::string>& environment,
                             const std::optional<std::string>& directory);

/// A root module with what it is given: "infra workspace prod -var-file=prod.tfvars". Raw.
std::string RootText(const TerraformRoot& root);

/// A path for people: `DisplayPath`, and "." for the repository's root.
std::string ShownPath(std::string_view path);

/// What `ReasonSentence` says, without the path through the graph. A changed input's path is
/// shortened in the middle where the whole would take more than `width` columns.
std::string ReasonHeadline(const Reason& reason, std::size_t width = kAnyWidth);
/// "packages/events -> packages/auth -> services/api" when the change takes a way that the input
/// and the service alone do not tell (longer than two), else empty.
std::string ViaText(const Reason& reason);

/// A way through the graph: "packages/events -> packages/auth -> services/api".
std::string StepsText(const std::vector<std::string>& steps);

/// One sentence for a reason, without a full stop: "packages/events changed (3 files)".
std::string ReasonSentence(const Reason& reason);
/// How live relates to head, in words: "12 commits behind", "same", "relation unknown".
std::string RelationText(const Live& live);

/// Of a service that a plan skips: "api is to be skipped, and its rollout (api:7) has failed
/// since". Without a full stop.
std::string FailedSinceText(const std::string& service, const Rollout& rollout);

/// What the plan compares: "head 9f1c2ab against what is live".
std::string ComparisonText(const Plan& plan);
/// One line: how many services deploy and skip, how many images are built. With a full stop.
std::string SummaryText(const Plan& plan);

/// A service that skips and has no more to say than `unchanged`.
bool IsPlainSkip(const PlannedService& service);
/// Above this number, services for which `IsPlainSkip` holds are counted instead of listed.
inline constexpr std::size_t kMostPlainSkipsListed = 40;
/// How many plain skips to fold into one line; 0: list them.
std::size_t FoldedSkips(const Plan& plan);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_SENTENCES_H_
