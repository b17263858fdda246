// A gate that is shut: as data. Its words are made by report/refusal_words.
#ifndef DELTAPLAN_PLANNER_MODEL_REFUSAL_H_
#define DELTAPLAN_PLANNER_MODEL_REFUSAL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "planner/model/image_facts.h"
#include "planner/model/one_of.h"
#include "planner/model/plan.h"
#include "planner/model/tag_record.h"

namespace deltaplan::planner {

/// All strings are raw. `kCode` is stable.
namespace refusals {

/// The work tree differs from head inside inputs.
struct Dirty {
  static constexpr std::string_view kCode = "dirty";
  std::vector<DirtyFile> files;  ///< sorted by path
};

/// Services would go back from what they run: live is ahead of head, or, where the history between
/// them is missing, the younger commit of the two.
struct Rollback {
  static constexpr std::string_view kCode = "rollback";
  struct Service {
    std::string name;
    std::string live_tag;
    graph::Relation relation = graph::Relation::kAhead;  ///< or `kUnknown`
  };
  std::vector<Service> services;
  bool to_map = false;  ///< the tag map is gone to, and not head
};

/// Services run what is no part of head's history.
struct Diverged {
  static constexpr std::string_view kCode = "diverged";
  struct Service {
    std::string name;
    std::string live_tag;
  };
  std::vector<Service> services;
  bool to_map = false;  ///< the tag map is gone to, and not head
};

/// Under --strict: what is not known for certain.
struct Strict {
  static constexpr std::string_view kCode = "strict";
  struct Undetermined {
    std::string name;
    ReasonCode reason = ReasonCode::kNeverDeployed;
    std::optional<std::string> detail;
  };
  struct UnknownRelation {
    std::string name;
    std::string live_tag;
  };
  std::vector<Undetermined> undetermined;  ///< services without a baseline
  std::vector<UnknownRelation>
      unknown_relations;                        ///< services that may stand before or behind head
  std::vector<std::string> unreadable_sources;  ///< live sources that are only compared
  std::vector<std::string> packages_without_users;  ///< changed, and a manifest names them
  std::vector<std::string> services_without_root;   ///< nothing says what they depend on
};

/// Under --strict: these services still roll out, so what they run is not known to come up.
struct RolloutsInProgress {
  static constexpr std::string_view kCode = "rollout_in_progress";
  struct Service {
    std::string name;
    std::string revision;  ///< empty: the source does not say
  };
  std::vector<Service> services;
};

/// `tags promote`: what the source rolled last did not come up, or has not yet.
struct PromotionNotUp {
  static constexpr std::string_view kCode = "promotion_not_up";
  struct Service {
    std::string name;
    bool has_failed = false;  ///< else: it still rolls out
    std::string revision;     ///< empty: the source does not say
    std::string reason;       ///< may be empty
  };
  std::string from;
  std::vector<Service> services;
};

/// Under --strict: these services deploy, and no Terraform address rolls them.
struct WithoutAddress {
  static constexpr std::string_view kCode = "without_address";
  std::vector<std::string> services;
};

/// `tags set`: the map is not what it was when the plan was made, or what --expect says.
struct TagMapMoved {
  static constexpr std::string_view kCode = "tag_map_moved";
  enum class Kind {
    kChanged,   ///< as `found` says
    kAppeared,  ///< it was not there, or could not be read
    kGone,      ///< it is not there any more
  };
  Kind kind = Kind::kChanged;
  std::string file;
  std::vector<TagChange> found;  ///< expected -> found
};

/// `tags set --from`: services run something else than when the plan was made.
struct LiveMoved {
  static constexpr std::string_view kCode = "live_moved";  ///< as in a review
  struct Service {
    TagChange change;  ///< then -> now
    std::string why;   ///< nobody can tell what it runs now; empty: `change` does
    /// It runs the same, is to be skipped, and its rollout has failed since.
    std::optional<Rollout> failed = std::nullopt;
  };
  std::vector<Service> services;
  std::string again;  ///< the command that plans anew
};

/// `tags set --from`: the plan was made for another commit.
struct HeadDiffers {
  static constexpr std::string_view kCode = "head_differs";  ///< as in a review
  std::string planned;                                       ///< 40 hexadecimal digits
  std::string revision;                                      ///< as given
  std::string commit;                                        ///< that it names
};

/// `tags promote`: the target runs what is later than, or apart from, the promoted tags.
struct PromotionGoesBack {
  static constexpr std::string_view kCode = "promotion_goes_back";
  struct Service {
    std::string name;
    std::string tag;  ///< to be promoted
    Live live;        ///< what the target runs
  };
  std::string from;
  std::string to;
  std::vector<Service> services;
};

/// `tags promote`: commits of promoted tags that head's history does not hold.
struct PromotionNotMerged {
  static constexpr std::string_view kCode = "promotion_not_merged";
  struct Service {
    std::string name;
    std::string tag;           ///< what is promoted
    std::optional<Live> live;  ///< the same, related to head; nullopt: the clone has no such commit
  };
  std::string from;
  std::vector<Service> services;
};

/// `tags promote --min-age`: some tags are live for less.
struct PromotionTooYoung {
  static constexpr std::string_view kCode = "promotion_too_young";
  struct Service {
    std::string name;
    std::string tag;
    std::optional<std::int64_t> age;  ///< seconds; nullopt: not known
  };
  std::string from;
  std::int64_t min_age = 0;  ///< seconds
  std::vector<Service> services;
};

/// `tags rollback`: the map's past does not have what was asked for.
struct NothingToRollBackTo {
  static constexpr std::string_view kCode = "nothing_to_roll_back_to";
  enum class Kind {
    kNeverTheTag,        ///< `tag` was never the tag of `services`
    kFewerTags,          ///< `services` had `known` tags before, not `asked`
    kFewerStates,        ///< the map has `known` earlier states, not `asked`
    kNothingLiveBefore,  ///< before that, nothing was live of `services`
  };
  Kind kind = Kind::kFewerStates;
  std::vector<std::string> services;
  std::string tag;
  std::size_t known = 0;
  std::size_t asked = 0;
};

/// `tags rollback`, `promote` and `set`, `release begin`: registries do not have these images.
struct ImagesMissing {
  static constexpr std::string_view kCode = "image_missing";
  std::vector<ImageFacts> images;
};

/// `release build`, `images --builds`: the registry has these images under the tags of the plan,
/// and not for all platforms that are wanted, and nobody may push over them.
struct ImagesOfOtherPlatform {
  static constexpr std::string_view kCode = "image_of_other_platform";
  std::vector<std::string> platforms;  ///< that are wanted
  std::vector<ImageFacts> images;
};

/// `release check`, `build`, `begin`, `restart`, `resume`: whoever asks is not who the environment
/// wants.
struct AnotherAccount {
  static constexpr std::string_view kCode = "another_account";
  std::string environment;
  std::string account;  ///< that it is
  std::string wanted;   ///< that the environment is in
  std::string arn;
};
struct NotADeployer {
  static constexpr std::string_view kCode = "not_a_deployer";
  std::string environment;
  std::string arn;
};

/// `release check`: the work tree is not the plan's commit.
struct WorkTreeDiffers {
  static constexpr std::string_view kCode = "work_tree_differs";
  std::string commit;            ///< 40 hexadecimal digits
  std::vector<DirtyFile> files;  ///< sorted by path
};

/// `settings --check-workspace`: Terraform would work in another one.
struct WorkspaceNotSelected {
  static constexpr std::string_view kCode = "workspace_not_selected";
  std::string environment;
  std::string directory;  ///< of the root module, as the configuration has it; "" is the top
  std::string selected;
  std::string wanted;
  bool by_variable = false;  ///< TF_WORKSPACE says so
};

/// `release resume`: what runs, or the tag map, is neither what the plan was made from nor what it
/// wants.
struct ReleasedMeanwhile {
  static constexpr std::string_view kCode = "released_meanwhile";
  struct Service {
    std::string name;
    std::string runs;                     ///< empty: nothing
    bool in_map = false;                  ///< the tag map says so, not what runs
    std::optional<std::string> live_tag;  ///< when the plan was made
    std::string tag;                      ///< what the plan wants
  };
  /// A release that another plan has taken the place of.
  struct Left {
    std::string tag;                         ///< of its head
    std::string began;                       ///< in UTC
    std::vector<std::string> not_restarted;  ///< services that it was to restart
  };
  std::vector<Service> services;
  std::optional<Left> left = {};  ///< nullopt: it is the release of the plan itself
};

/// `release resume`: the apply of the plan has not ended, and nobody knows how far it came.
struct ApplyUnfinished {
  static constexpr std::string_view kCode = "apply_unfinished";
  std::string environment;
  std::string directory;  ///< of the plan
  std::string since;      ///< when it began, in UTC; empty: nothing says that it has
};

}  // namespace refusals

using RefusalKinds =
    std::variant<refusals::Dirty, refusals::Rollback, refusals::Diverged, refusals::Strict,
                 refusals::WithoutAddress, refusals::RolloutsInProgress, refusals::TagMapMoved,
                 refusals::PromotionNotUp, refusals::PromotionGoesBack, refusals::PromotionTooYoung,
                 refusals::PromotionNotMerged, refusals::NothingToRollBackTo,
                 refusals::ImagesMissing, refusals::ImagesOfOtherPlatform,
                 refusals::ReleasedMeanwhile, refusals::ApplyUnfinished, refusals::LiveMoved,
                 refusals::HeadDiffers, refusals::AnotherAccount, refusals::NotADeployer,
                 refusals::WorkTreeDiffers, refusals::WorkspaceNotSelected>;

extern template struct OneOf<RefusalKinds>;
struct Refusal : OneOf<RefusalKinds> {
  using OneOf::OneOf;
};
using Refusals = std::vector<Refusal>;

std::string_view CodeOf(const Refusal& refusal);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_REFUSAL_H_
