// What a review of a Terraform plan has to say: as data. Its words are made by
// planner/report/finding_words.
//
// A new finding is a struct here, an alternative of `FindingKinds` and of planner/model/review.h's,
// its words, and a line in planner/report/message_table.cc; the compiler and the tests ask for
// each.
#ifndef DELTAPLAN_TFVARS_PLAN_FINDING_H_
#define DELTAPLAN_TFVARS_PLAN_FINDING_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tfvars/plan/image_mention.h"

namespace deltaplan::tfvars {

/// All strings are raw. `kCode` is stable; docs/messages.md explains each. Which services and which
/// address it is about, `Finding` says.
namespace findings {

struct ServiceTag {
  std::string service;
  std::string tag;

  auto operator<=>(const ServiceTag&) const = default;
};

/// An image, or a tag alone, in an attribute of the change.
struct AttributeImage {
  enum class Kind {
    kGets,
    kLoses,
    kHas,      ///< before
    kUnknown,  ///< it is known after apply only
  };
  std::string path;  ///< as in `AttributeChange`
  Kind kind = Kind::kGets;
  std::optional<ImageMention> image = {};  ///< nullopt: a secret, or unknown

  bool operator==(const AttributeImage&) const = default;
};

/// Something changes that no target of the plan contains, or that is of skipped services.
struct OutsideThePlan {
  static constexpr std::string_view kCode = "outside_the_plan";
  static constexpr bool kRefuses = true;
  bool only_as_destroyed = false;  ///< what is outside may change, and this is destroyed

  bool operator==(const OutsideThePlan&) const = default;
};

/// Images of services that are all to be skipped.
struct SkippedImageChanged {
  static constexpr std::string_view kCode = "skipped_image_changed";
  static constexpr bool kRefuses = true;
  std::vector<AttributeImage> images;

  bool operator==(const SkippedImageChanged&) const = default;
};

struct TagNotPlanned {
  static constexpr std::string_view kCode = "tag_not_planned";
  static constexpr bool kRefuses = true;
  std::vector<ServiceTag> planned;  ///< of whom the images may be; empty: nobody is to get the tag
  std::vector<AttributeImage> images;

  bool operator==(const TagNotPlanned&) const = default;
};

struct DataDestroyed {
  static constexpr std::string_view kCode = "data_destroyed";
  static constexpr bool kRefuses = true;
  std::string type;       ///< of the resource
  bool replaces = false;  ///< else it deletes

  bool operator==(const DataDestroyed&) const = default;
};

struct TargetDeleted {
  static constexpr std::string_view kCode = "target_deleted";
  static constexpr bool kRefuses = true;
  enum class Kind {
    kDeleted,    ///< what runs a service is
    kForgotten,  ///< it leaves the state, and runs on
    kAll,        ///< of a target nothing is left
  };
  Kind kind = Kind::kDeleted;

  bool operator==(const TargetDeleted&) const = default;
};

struct UnknownAction {
  static constexpr std::string_view kCode = "unknown_action";
  static constexpr bool kRefuses = true;
  std::string actions;

  bool operator==(const UnknownAction&) const = default;
};

struct TagsDiffer {
  static constexpr std::string_view kCode = "tags_differ";
  static constexpr bool kRefuses = true;
  struct Service {
    std::string name;
    bool is_there = true;              ///< false: the map has no entry for it
    std::optional<std::string> found;  ///< nullopt: what is there is no tag
    /// nullopt: the map has an entry for it, and the plan none.
    std::optional<std::string> planned;

    bool operator==(const Service&) const = default;
  };
  std::optional<std::string> variable;  ///< that is the map; nullopt: tags stand one by one
  std::vector<Service> services;

  bool operator==(const TagsDiffer&) const = default;
};

/// The variable that the configuration names for the tag map.
struct TagsMissing {
  static constexpr std::string_view kCode = "tags_missing";
  static constexpr bool kRefuses = true;
  std::string variable;
  bool is_there = false;  ///< and is no map

  bool operator==(const TagsMissing&) const = default;
};

struct PlanErrored {
  static constexpr std::string_view kCode = "plan_errored";
  static constexpr bool kRefuses = true;
};

/// A service is to be deployed, and is not rolled.
struct ServiceUnchanged {
  static constexpr std::string_view kCode = "service_unchanged";
  static constexpr bool kRefuses = true;
  std::vector<std::string> runners;  ///< addresses of what runs it and stays; empty: all stays

  bool operator==(const ServiceUnchanged&) const = default;
};

struct ServiceWithoutAddress {
  static constexpr std::string_view kCode = "service_without_address";
  static constexpr bool kRefuses = true;
};

/// The finding's address is the first that keeps another tag; without one, none has any.
struct ServiceWithoutNewTag {
  static constexpr std::string_view kCode = "service_without_new_tag";
  static constexpr bool kRefuses = true;
  std::string tag;

  bool operator==(const ServiceWithoutNewTag&) const = default;
};

struct ReplacedInsideThePlan {
  static constexpr std::string_view kCode = "replaced_inside_the_plan";
  static constexpr bool kRefuses = true;
  std::vector<std::string> forced_by;  ///< paths of attributes

  bool operator==(const ReplacedInsideThePlan&) const = default;
};

struct ReferenceLost {
  static constexpr std::string_view kCode = "reference_lost";
  static constexpr bool kRefuses = true;
  std::vector<std::string> paths;  ///< of attributes that get a tag alone

  bool operator==(const ReferenceLost&) const = default;
};

/// What is replaced is not what the plan took for live.
struct LiveDiffers {
  static constexpr std::string_view kCode = "live_differs";
  static constexpr bool kRefuses = true;
  std::vector<ServiceTag> live;  ///< by the plan
  std::vector<AttributeImage> images;

  bool operator==(const LiveDiffers&) const = default;
};

/// A member of the plan that is not read.
struct UnknownMember {
  static constexpr std::string_view kCode = "unknown_member";
  static constexpr bool kRefuses = true;
  std::string name;

  bool operator==(const UnknownMember&) const = default;
};

struct ChangedBesides {
  static constexpr std::string_view kCode = "changed_besides";
  static constexpr bool kRefuses = false;
  struct Attribute {
    std::string path;
    bool is_secret = false;             ///< then neither value is here
    std::optional<std::string> before;  ///< as `PrintAttribute` shows it; nullopt: none
    std::optional<std::string> after;

    bool operator==(const Attribute&) const = default;
  };
  std::vector<Attribute> attributes;
  bool with_image = false;  ///< else no image changes

  bool operator==(const ChangedBesides&) const = default;
};

struct DestroyedAsAllowed {
  static constexpr std::string_view kCode = "destroyed_as_allowed";
  static constexpr bool kRefuses = false;
  bool replaces = false;  ///< else it deletes

  bool operator==(const DestroyedAsAllowed&) const = default;
};

struct OutsideAsAllowed {
  static constexpr std::string_view kCode = "outside_as_allowed";
  static constexpr bool kRefuses = false;
};

struct DeletedInsideThePlan {
  static constexpr std::string_view kCode = "deleted_inside_the_plan";
  static constexpr bool kRefuses = false;
  bool is_forgotten = false;  ///< it leaves the state, and stays

  bool operator==(const DeletedInsideThePlan&) const = default;
};

struct TargetUntouched {
  static constexpr std::string_view kCode = "target_untouched";
  static constexpr bool kRefuses = false;
};

struct OtherImageChanged {
  static constexpr std::string_view kCode = "other_image_changed";
  static constexpr bool kRefuses = false;
  std::vector<AttributeImage> images;

  bool operator==(const OtherImageChanged&) const = default;
};

struct ImageUnknown {
  static constexpr std::string_view kCode = "image_unknown";
  static constexpr bool kRefuses = false;
  std::vector<AttributeImage> images;

  bool operator==(const ImageUnknown&) const = default;
};

/// The state is not what runs, which was asked again.
struct StateDiffers {
  static constexpr std::string_view kCode = "state_differs";
  static constexpr bool kRefuses = false;
  std::vector<ServiceTag> live;
  std::vector<AttributeImage> images;

  bool operator==(const StateDiffers&) const = default;
};

struct Moved {
  static constexpr std::string_view kCode = "moved";
  static constexpr bool kRefuses = false;
  std::string from;  ///< an address

  bool operator==(const Moved&) const = default;
};

struct Imported {
  static constexpr std::string_view kCode = "imported";
  static constexpr bool kRefuses = false;
  std::optional<std::string> actions;  ///< that change it at once; nullopt: it is taken as it is

  bool operator==(const Imported&) const = default;
};

struct ChangesDeferred {
  static constexpr std::string_view kCode = "changes_deferred";
  static constexpr bool kRefuses = false;
  std::size_t count = 0;

  bool operator==(const ChangesDeferred&) const = default;
};

struct NothingToApply {
  static constexpr std::string_view kCode = "nothing_to_apply";
  static constexpr bool kRefuses = false;
};

struct TagsNotCompared {
  static constexpr std::string_view kCode = "tags_not_compared";
  static constexpr bool kRefuses = false;
  enum class Kind {
    kNoVariable,  ///< the plan does not have `variable`
    kNoMap,       ///< `variable` is no map of tags
    kNotAlone,    ///< no variable is a map of tags alone
    kNotPlanned,  ///< `variable` has tags of services of which nothing is planned
  };
  Kind kind = Kind::kNoVariable;
  std::string variable = {};

  bool operator==(const TagsNotCompared&) const = default;
};

}  // namespace findings

/// In the order of reports: refusals first; of notes first what a deploy does besides.
using FindingKinds =
    std::variant<findings::OutsideThePlan, findings::SkippedImageChanged, findings::TagNotPlanned,
                 findings::DataDestroyed, findings::TargetDeleted, findings::UnknownAction,
                 findings::TagsDiffer, findings::TagsMissing, findings::PlanErrored,
                 findings::ServiceUnchanged, findings::ServiceWithoutAddress,
                 findings::ServiceWithoutNewTag, findings::ReplacedInsideThePlan,
                 findings::ReferenceLost, findings::LiveDiffers, findings::UnknownMember,
                 findings::ChangedBesides, findings::DestroyedAsAllowed, findings::OutsideAsAllowed,
                 findings::DeletedInsideThePlan, findings::TargetUntouched,
                 findings::OtherImageChanged, findings::ImageUnknown, findings::StateDiffers,
                 findings::Moved, findings::Imported, findings::ChangesDeferred,
                 findings::NothingToApply, findings::TagsNotCompared>;

/// Its copies, moves and end are compiled in finding.cc and nowhere else: each source that keeps a
/// list of them would compile them anew.
struct FindingKind : FindingKinds {
  using FindingKinds::FindingKinds;
  FindingKind(const FindingKind& other);
  FindingKind(FindingKind&& other) noexcept;
  FindingKind& operator=(const FindingKind& other);
  FindingKind& operator=(FindingKind&& other) noexcept;
  ~FindingKind();
};

struct Finding {
  FindingKind kind;
  std::optional<std::string> address = {};  ///< what it is about; nullopt: the plan as a whole
  std::optional<std::size_t> change = {};   ///< index of the change in `PlanReview::changes`
  std::vector<std::string> services = {};   ///< names of the services it is about
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_FINDING_H_
