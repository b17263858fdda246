// What `deltaplan verify` found: as data. Its words are made by report/finding_words.
#ifndef DELTAPLAN_PLANNER_MODEL_REVIEW_H_
#define DELTAPLAN_PLANNER_MODEL_REVIEW_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "planner/model/config.h"
#include "planner/model/one_of.h"
#include "planner/model/plan.h"
#include "planner/model/tag_record.h"
#include "tfvars/plan/finding.h"
#include "tfvars/plan/plan_review.h"

namespace deltaplan::planner {

/// What is found about what our plan was made from, besides what Terraform's plans show. As there,
/// all strings are raw, and the finding says which services it is about.
namespace findings {

/// The plan was made for another commit.
struct HeadDiffers {
  static constexpr std::string_view kCode = "head_differs";
  static constexpr bool kRefuses = true;
  std::string planned;   ///< 40 hexadecimal digits
  std::string revision;  ///< as given
  std::string commit;    ///< that it names
};

/// A service runs something else than when the plan was made, or nobody can tell, or its rollout
/// has failed since.
struct LiveMoved {
  static constexpr std::string_view kCode = "live_moved";
  static constexpr bool kRefuses = true;
  TagChange change;                              ///< then -> now
  std::optional<std::string> why = {};           ///< nobody can tell what it runs now
  std::optional<Rollout> failed = std::nullopt;  ///< then its tag is the same
  std::string again;                             ///< the command that plans anew
};

/// A tag map is no longer what it was when the plan was made.
struct MapMoved {
  static constexpr std::string_view kCode = "map_moved";
  static constexpr bool kRefuses = true;
  std::string file;
  TagChange change;                            ///< then -> now
  std::string again;                           ///< the command that plans anew
  std::optional<std::string> unreadable = {};  ///< why it can't be read now: no change is known
};

/// The configuration at hand allows, or compares, something else than the plan does.
struct ConfigurationDiffers {
  static constexpr std::string_view kCode = "configuration_differs";
  static constexpr bool kRefuses = true;
  TerraformTerms planned;
  TerraformTerms now;
};

/// No plan of Terraform is given for the finding's root module, where its services are to be
/// rolled.
struct RootMissing {
  static constexpr std::string_view kCode = "root_missing";
  static constexpr bool kRefuses = true;
  TerraformRoot root;
};

/// There is no repository.
struct HeadNotCompared {
  static constexpr std::string_view kCode = "head_not_compared";
  static constexpr bool kRefuses = false;
};

/// A live tag that --live had said was not asked again.
struct LiveNotCompared {
  static constexpr std::string_view kCode = "live_not_compared";
  static constexpr bool kRefuses = false;
  std::string service;
  std::string tag;
};

}  // namespace findings

/// In the order of reports: refusals first; of notes first what a deploy does besides.
using FindingKinds = std::variant<
    tfvars::findings::OutsideThePlan, tfvars::findings::SkippedImageChanged,
    tfvars::findings::TagNotPlanned, tfvars::findings::DataDestroyed,
    tfvars::findings::TargetDeleted, tfvars::findings::UnknownAction, tfvars::findings::TagsDiffer,
    tfvars::findings::TagsMissing, findings::HeadDiffers, tfvars::findings::PlanErrored,
    tfvars::findings::ServiceUnchanged, tfvars::findings::ServiceWithoutAddress,
    tfvars::findings::ServiceWithoutNewTag, tfvars::findings::ReplacedInsideThePlan,
    tfvars::findings::ReferenceLost, tfvars::findings::LiveDiffers, findings::LiveMoved,
    findings::MapMoved, tfvars::findings::UnknownMember, findings::ConfigurationDiffers,
    findings::RootMissing, tfvars::findings::ChangedBesides, tfvars::findings::DestroyedAsAllowed,
    tfvars::findings::OutsideAsAllowed, tfvars::findings::DeletedInsideThePlan,
    tfvars::findings::TargetUntouched, tfvars::findings::OtherImageChanged,
    tfvars::findings::ImageUnknown, tfvars::findings::StateDiffers, tfvars::findings::Moved,
    tfvars::findings::Imported, tfvars::findings::ChangesDeferred, tfvars::findings::NothingToApply,
    tfvars::findings::TagsNotCompared, findings::HeadNotCompared, findings::LiveNotCompared>;

extern template struct OneOf<FindingKinds>;
struct FindingKind : OneOf<FindingKinds> {
  using OneOf::OneOf;
};

struct Finding {
  FindingKind kind;
  std::optional<std::string> address = {};  ///< what it is about; nullopt: the plan as a whole
  std::optional<std::size_t> change = {};   ///< index of the change in `Review::changes`
  std::vector<std::string> services = {};   ///< names of the services it is about
  std::optional<std::string> root = {};  ///< of several root modules: where; nullopt: the only one
};

std::string_view CodeOf(const FindingKind& kind);
/// Else it is a note.
bool IsRefusal(const FindingKind& kind);

/// Of all plans of Terraform that were given: errored when one is, complete when all are, to be
/// applied when one is; versions are those of the first.
struct Review : tfvars::ReviewedPlan {
  std::vector<Finding> findings;  ///< in the order of `FindingKinds`, then as they were added

  /// False: there was no plan of Terraform.
  bool is_of_a_plan() const { return !plan.format_version.empty(); }
  std::size_t refusal_count() const;
  /// Adds a finding at its place.
  void Add(Finding finding);
  /// Adds what the review of one plan has found, that of the root module which is called `root`.
  void Add(const std::optional<std::string>& root, tfvars::PlanReview review);
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_REVIEW_H_
