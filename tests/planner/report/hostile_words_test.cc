// Every warning, refusal and note, made of a name that would begin a line of its own, end with a
// command to a CI system and colour what follows: in their words it is a name and nothing else.
#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "planner/model/note.h"
#include "planner/model/refusal.h"
#include "planner/model/warning.h"
#include "planner/report/messages.h"

namespace deltaplan::planner {
namespace {

namespace w = warnings;
namespace r = refusals;
namespace n = notes;

const std::string kName = "a\nforged\x1b[31m\u202e";
const std::vector<std::string> kNames{kName, kName};
const FileLine kAt{kName, 7};
const TagChange kChange{kName, kName, kName};
const ImageFacts kImage{
    .wanted = {.name = kName, .tag = kName, .reference = kName, .services = {}, .commits = kNames},
    .found = {.platforms = kNames, .revision = kName},
    .other_platform = true,
    .other_commit = true};

std::vector<Warning> EveryWarning() {
  using Kind = w::ServiceMissing::Kind;
  const graph::HeadRelation behind{graph::Relation::kBehind, 3};
  const graph::HeadRelation ahead{graph::Relation::kAhead, 3};
  return {
      w::LockfileStale{kName, kName, kName},
      w::DependencyUnresolved{kName, kName, kName},
      w::DependencyOutside{kName, kName, kName},
      w::SeveralPackageManagers{kName, kName, kNames},
      w::BranchLockfile{kName},
      w::DynamicDependencies{kName, kName},
      w::ServiceDeleted{kName, kName, kName},
      w::PathDeleted{kName, kName},
      w::TagMapUnreadable{kName, kName},
      w::TagMapShadowed{kName, kName, kName, kName},
      w::TagVariableUndeclared{kName, kName, kName, kNames},
      w::LiveServiceUnknown{kName, kName, kName},
      w::LiveSourcesDisagree{kName, kName, kName, kName, kName, behind},
      w::LiveSourcesDisagree{kName, kName, kName, kName, kName, ahead},
      w::LiveSourceUnreadable{kName, kName},
      w::CommitsMissing{{.full = {}, .abbreviated = kNames, .remote = kName}},
      w::TerraformChanged{{}, kNames, kNames, kNames},
      w::UnownedChanges{{}, kNames},
      w::ReplaceRefs{},
      w::IgnoredServiceDirectory{kName},
      w::InputIgnored{kNames},
      w::HeadNotCheckedOut{},
      w::TagUnchanged{kName, kName},
      w::PackageWithoutUsers{kName, kNames},
      w::ServiceWithoutRoot{kName, kName},
      w::HeldWithoutTag{kName},
      w::VarFileMissing{kName, kName},
      w::WorkspaceDiffers{kNames, kName},
      w::TargetsUnresolved{false, {{kName, kName, kNames}}},
      w::TargetWithoutService{{{kName, kAt, 0, true}}},
      w::TargetWithoutService{{{kName, kAt, 2, false}, {kName, kAt, 0, true}}},
      w::TargetWithoutInstance{kName, kName, kAt, kName},
      w::TargetIgnoresImage{kName, kName, kAt, kNames},
      w::TargetUndeclared{kName, {{kName, kName}}},
      w::TargetRolledElsewhere{kName, kName, kAt, kName},
      w::TargetHoldsOtherTag{kName, kName, kName, kAt},
      w::ServiceWithoutTarget{kName, {{kName, kAt}}, {}},
      w::ServiceWithoutTarget{kName, {}, kName},
      w::MovedNotApplied{kName, kName, kAt},
      w::RolloutInProgress{kName, kName},
      w::RolloutFailed{kName, kName, kName, kName, false},
      w::RolloutFailed{kName, kName, kName, kName, true},
      w::LiveNotTold{},
      w::PushedCountsAsLive{kNames},
      w::LiveTagUnknown{kName, kName},
      w::ServiceParked{kName},
      w::ServiceMissing{kName, Kind::kEcsService, kName, kName, 0},
      w::ServiceMissing{kName, Kind::kDrainingEcsService, kName, kName, 0},
      w::ServiceMissing{kName, Kind::kFunction, kName, kName, 0},
      w::ServiceMissing{kName, Kind::kParameter, kName, kName, 0},
      w::ServiceMissing{kName, Kind::kTagOfRepository, kName, kName, 2},
      w::InputsMissing{{{kName, kName, kNames}}},
      w::InputsUndecided{{{kName, kNames, kNames}}},
      w::FollowersLeftOut{kName, kNames},
      w::RestartLeftOut{kName, kNames},
      w::AddressesUnknown{kName},
      w::HistoryNotWritten{kName, kName},
      w::LiveNotAsked{true},
      w::LiveNotCompared{kName, kName},
      w::MapVersionsSkipped{{{kName, SkippedVersion::Why::kOtherForm}}},
      w::UnknownServicesLeft{{kChange}},
      w::HeldServicesLeft{{kChange}},
      w::ImagesNotAsked{kName},
      w::ImageUnfit{kImage, kNames},
      w::RolloutUnwatched{kName},
  };
}

std::vector<Refusal> EveryRefusal() {
  using Moved = r::TagMapMoved::Kind;
  using Back = r::NothingToRollBackTo::Kind;
  const std::vector<DirtyFile> files{{kName, true, {}}, {kName, false, {}}, {kName, false, kName}};
  const Live live{kName, graph::ObjectId(), kName, graph::Relation::kAhead, 3};
  ImageFacts image;
  image.wanted.name = image.wanted.tag = image.wanted.reference = kName;
  image.wanted.services = kNames;
  image.found.presence = ImageReading::Presence::kMissing;
  image.found.why = image.found.remedy = kName;
  return {
      r::Dirty{files},
      r::Rollback{{{kName, kName, graph::Relation::kAhead}, {kName, kName, {}}}, false},
      r::Rollback{{{kName, kName, graph::Relation::kAhead}}, true},
      r::Diverged{{{kName, kName}}, false},
      r::Strict{{{kName, ReasonCode::kTagWithoutCommit, kName}},
                {{kName, kName}},
                kNames,
                kNames,
                kNames},
      r::RolloutsInProgress{{{kName, kName}}},
      r::PromotionNotUp{kName, {{kName, true, kName, kName}, {kName, false, kName, kName}}},
      r::WithoutAddress{kNames},
      r::TagMapMoved{Moved::kChanged, kName, {kChange}},
      r::TagMapMoved{Moved::kAppeared, kName, {}},
      r::TagMapMoved{Moved::kGone, kName, {}},
      r::LiveMoved{{{kChange, {}}, {kChange, kName}}, "deltaplan plan"},
      r::HeadDiffers{kName, kName, kName},
      r::PromotionGoesBack{kName, kName, {{kName, kName, live}}},
      r::PromotionNotMerged{kName, {{kName, kName, live}}},
      r::PromotionTooYoung{kName, 60, {{kName, kName, 7}, {kName, kName, {}}}},
      r::NothingToRollBackTo{Back::kNeverTheTag, kNames, kName, 0, 1},
      r::NothingToRollBackTo{Back::kFewerTags, kNames, kName, 0, 1},
      r::NothingToRollBackTo{Back::kFewerStates, kNames, kName, 0, 1},
      r::NothingToRollBackTo{Back::kNothingLiveBefore, kNames, kName, 0, 1},
      r::ImagesMissing{{image}},
      r::ImagesOfOtherPlatform{kNames, {image}},
      r::AnotherAccount{kName, kName, kName, kName},
      r::NotADeployer{kName, kName},
      r::WorkTreeDiffers{kName, files},
      r::WorkspaceNotSelected{kName, kName, kName, kName, false},
      r::WorkspaceNotSelected{kName, kName, kName, kName, true},
      r::ReleasedMeanwhile{{{kName, kName, false, kName, kName}, {kName, kName, true, {}, kName}}},
      r::ReleasedMeanwhile{{{kName, kName, false, kName, kName}},
                           r::ReleasedMeanwhile::Left{kName, kName, kNames}},
      r::ApplyUnfinished{kName, kName, kName},
  };
}

std::vector<Note> EveryNote() {
  const n::Holdings holdings{kNames, 2, true, {{false, kName}, {true, kName}}};
  return {
      n::Found{holdings, kName},
      n::FoundNothing{{.message = kName, .causes = kNames, .remedy = kName, .further = kNames}},
      n::LikelyServices{kName, kName},
      n::Guessed{holdings, true, true},
      n::AllPackagesCount{},
      n::BaseGuessed{kName, kName},
      n::PlanWritten{kName},
      n::PlanNotWritten{kName},
      n::TagsNotInFile{kName, 2, kName, TagsPlace::kTagMap, kName},
      n::ReleaseLeft{kName, kName, true, kName, kName},
      n::MapWritten{kName},
      n::MapNotWritten{kName},
      n::MapSame{kName},
      n::MapEmpty{kName},
      n::LockTakenOver{kName},
      n::PlanOfMap{},
      n::TagsSame{},
      n::TagsComplete{},
      n::PastUnknown{},
      n::ImageToCopy{kName, kName},
      n::ConfigFixed{2, kName, true},
      n::FilesNotRead{kName, kNames},
      n::RegistryNeverAsked{},
      n::ApplyBegun{},
      n::RestartsToCome{},
      n::ReleaseEnded{},
  };
}

template <typename Kinds, typename Message>
void ExpectAllKinds(const std::vector<Message>& messages) {
  std::set<std::size_t> kinds;
  for (const Message& message : messages) kinds.insert(message.index());
  EXPECT_EQ(kinds.size(), std::variant_size_v<Kinds>);
}

void ExpectInert(const std::string& lines) {
  for (std::size_t at = lines.find("forged"); at != std::string::npos;
       at = lines.find("forged", at + 1)) {
    const std::size_t line = lines.rfind('\n', at);
    const std::size_t begin = line == std::string::npos ? 0 : line + 1;
    EXPECT_NE(lines.find_first_not_of(' ', begin), at) << lines;
  }
  EXPECT_EQ(lines.find('\x1b'), std::string::npos) << lines;
  EXPECT_EQ(lines.find("\u202e"), std::string::npos) << lines;
}

TEST(HostileWords, OfWarningsAreInert) {
  ExpectAllKinds<WarningKinds>(EveryWarning());
  for (const Warning& warning : EveryWarning()) ExpectInert(WarningLines({warning}, true));
  for (const Warning& warning : EveryWarning()) {
    ExpectInert(WarningLines(Warnings(10, warning), false, kName));
  }
}

TEST(HostileWords, OfRefusalsAreInert) {
  ExpectAllKinds<RefusalKinds>(EveryRefusal());
  for (const Refusal& refusal : EveryRefusal()) ExpectInert(RefusalLines({refusal}));
}

TEST(HostileWords, OfNotesAreInert) {
  ExpectAllKinds<NoteKinds>(EveryNote());
  for (const Note& note : EveryNote()) ExpectInert(NoteLines(note));
}

}  // namespace
}  // namespace deltaplan::planner
