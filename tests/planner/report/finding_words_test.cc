#include "planner/report/finding_words.h"

#include <gtest/gtest.h>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace deltaplan::planner {
namespace {

namespace f = findings;
namespace t = tfvars::findings;
using t::AttributeImage;

struct FindingCase {
  FindingKind kind;
  std::string words;
  std::vector<std::string> services = {};
  std::optional<std::string> address = {};
  std::optional<std::string> root = {};
};

AttributeImage Gets(std::string path, std::string repository, std::string tag) {
  return {.path = std::move(path),
          .kind = AttributeImage::Kind::kGets,
          .image = tfvars::ImageMention{std::move(repository), std::move(tag)}};
}

const AttributeImage kLosesImage{.path = "image",
                                 .kind = AttributeImage::Kind::kLoses,
                                 .image = tfvars::ImageMention{"r/api", ""}};
const AttributeImage kHasImage{.path = "image",
                               .kind = AttributeImage::Kind::kHas,
                               .image = tfvars::ImageMention{"r/api", "old"}};
const AttributeImage kSecretImage{.path = "env", .kind = AttributeImage::Kind::kHas};
const AttributeImage kUnknownImage{.path = "image", .kind = AttributeImage::Kind::kUnknown};

TerraformTerms TermsWith(std::vector<std::string> allow, std::vector<std::string> of_infra,
                         std::vector<std::string> of_ops) {
  const ReviewTerms review{
      .tags_variable = "tags", .allow = std::move(allow), .allow_attributes = {}, .data_types = {}};
  return {.roots = {{.root = {.dir = "infra", .workspace = "prod"},
                     .services = std::move(of_infra),
                     .review = review},
                    {.root = {.dir = "ops"}, .services = std::move(of_ops), .review = review}},
          .review = review};
}

std::vector<FindingCase> CasesOfRefusals() {
  using Deleted = t::TargetDeleted;
  const TagChange change{"api", "v1", "v2"};
  const TagChange gone{"api", std::nullopt, std::nullopt};
  Rollout failed;
  failed.state = Rollout::State::kFailed;
  failed.revision = "api:7";
  failed.reason = "no image.";
  return {
      {t::OutsideThePlan{}, "No target of the plan contains this address."},
      {t::OutsideThePlan{}, "api is to be skipped.", {"api"}},
      {t::OutsideThePlan{.only_as_destroyed = true},
       "api, web are to be skipped. --allow-destroyed lets what is destroyed pass, too.",
       {"api", "web"}},
      {t::OutsideThePlan{},
       "a, b, c, d, e, and 2 more are to be skipped.",
       {"a", "b", "c", "d", "e", "f", "g"}},
      {t::SkippedImageChanged{
           {Gets("a", "", "v2"), Gets("b", "r/api", "v2"), kLosesImage, kUnknownImage}},
       "api is to be skipped; a gets 'v2', b gets 'r/api:v2', image loses 'r/api', image is known "
       "after apply only.",
       {"api"}},
      {t::TagNotPlanned{{{"api", "v2"}, {"web", "v3"}}, {Gets("image", "r/api", "v4")}},
       "api is to get tag 'v2', web is to get tag 'v3'; image gets 'r/api:v4'."},
      {t::TagNotPlanned{{}, {Gets("v", "", "v4")}},
       "no service of the plan is to get this tag; v gets 'v4'."},
      {t::DataDestroyed{"aws_db_instance", true},
       "aws_db_instance holds data, and this replaces it."},
      {t::DataDestroyed{"aws_db_instance", false},
       "aws_db_instance holds data, and this deletes it."},
      {Deleted{Deleted::Kind::kDeleted}, "It runs what is to be deployed, and is deleted."},
      {Deleted{Deleted::Kind::kForgotten},
       "It runs what is to be deployed, and leaves Terraform's state: it goes on as it is, and no "
       "later deploy reaches it."},
      {Deleted{Deleted::Kind::kAll},
       "This is to be deployed, and the plan deletes all that is there."},
      {t::UnknownAction{"dance"},
       "Terraform wants to do 'dance' here, which this version of deltaplan doesn't know."},
      {t::TagsDiffer{.variable = "tags",
                     .services = {{.name = "api", .found = "old", .planned = "new"},
                                  {.name = "job", .found = {}, .planned = "new"},
                                  {.name = "mail", .is_there = false, .found = {}, .planned = "v"},
                                  {.name = "extra", .found = "x", .planned = {}}}},
       "Terraform's plan was made for other tags: in variable \"tags\", api has 'old', planned is "
       "'new'; job has no tag, planned is 'new'; mail is missing; extra is not in the plan."},
      {t::TagsDiffer{.variable = {},
                     .services = {{.name = "api", .found = "old", .planned = "new"}}},
       "Terraform's plan was made for other tags: api has 'old', planned is 'new'."},
      {t::TagsMissing{"tags", false}, "Terraform's plan has no variable \"tags\"."},
      {t::TagsMissing{"tags", true}, "In Terraform's plan, variable \"tags\" is no map of tags."},
      {f::HeadDiffers{"0123456789abcdef", "HEAD", "fedcba9876543210"},
       "The plan was made for commit 0123456789, but HEAD is fedcba9876. Plan again, or name the "
       "planned commit with --head."},
      {t::PlanErrored{}, "Terraform failed while it made this plan, so it is not complete."},
      {t::ServiceUnchanged{},
       "api is to be deployed, and nothing at its addresses gets another version.",
       {"api"}},
      {t::ServiceUnchanged{{"x.a", "x.b"}},
       "api is to be deployed, and what runs it stays as it is: x.a, x.b.",
       {"api"}},
      {t::ServiceWithoutAddress{},
       "api is to be deployed, and the plan has no address that rolls it.",
       {"api"}},
      {t::ServiceWithoutNewTag{"v2"},
       "api is to get tag 'v2', and nothing at its addresses has it.",
       {"api"}},
      {t::ServiceWithoutNewTag{"v2"},
       "api is to get tag 'v2', and what is here has another.",
       {"api"},
       "x.a"},
      {t::ReplacedInsideThePlan{},
       "An image alone does not replace this: it is destroyed and made anew."},
      {t::ReplacedInsideThePlan{{"a", "b"}},
       "An image alone does not replace this: it is destroyed and made anew, because of a, b."},
      {t::ReferenceLost{{"a", "b"}},
       "a has a whole reference and gets a tag alone, b has a whole reference and gets a tag "
       "alone."},
      {t::LiveDiffers{{{"api", "v1"}, {"web", "v0"}}, {kHasImage, kSecretImage}},
       "api runs 'v1' by the plan, web runs 'v0' by the plan; image has 'r/api:old', env has "
       "(sensitive)."},
      {f::LiveMoved{.change = change, .again = "deltaplan plan"},
       "api ran v1 when the plan was made, and runs v2 now. Plan again: deltaplan plan"},
      {f::LiveMoved{.change = gone, .again = "deltaplan plan"},
       "api ran nothing when the plan was made, and runs nothing now. Plan again: deltaplan plan"},
      {f::LiveMoved{.change = change, .why = "no answer", .again = "deltaplan plan"},
       "api ran v1 when the plan was made, and nobody can tell what it runs now: no answer. Plan "
       "again: deltaplan plan"},
      {f::LiveMoved{.change = change, .failed = failed, .again = "deltaplan plan"},
       "api is to be skipped, and its rollout (api:7) has failed since: no image. Plan again: "
       "deltaplan plan"},
      {f::MapMoved{.file = "tags.json", .change = change, .again = "deltaplan plan"},
       "tags.json gave api the tag v1 when the plan was made, and gives it v2 now. Plan again: "
       "deltaplan plan"},
      {f::MapMoved{.file = "tags.json",
                   .change = {},
                   .again = "deltaplan plan",
                   .unreadable = "line 3: no JSON"},
       "tags.json can't be read now: line 3: no JSON. Mend it before anything is applied."},
      {t::UnknownMember{"actions"},
       "Terraform's plan has 'actions', which this version of deltaplan does not read. What it "
       "does "
       "is not known."},
      {f::ConfigurationDiffers{TermsWith({"x.a"}, {"api"}, {"web"}),
                               TermsWith({"x.a", "x.b"}, {}, {"api", "web"})},
       "The configuration says otherwise than the plan: \"allow\" was x.a, and is x.a, x.b; api "
       "rolled in another root module."},
      {f::ConfigurationDiffers{TermsWith({}, {}, {}), {.roots = {}, .review = {}}},
       "The configuration says otherwise than the plan: \"dir\" was infra workspace prod, ops, and "
       "is none; \"variable\" was tags, and is none."},
      {f::RootMissing{
           {.dir = "infra", .workspace = "prod", .var_files = {"p.tfvars"}, .vars = {{"a", "b"}}}},
       "No Terraform plan is given for infra workspace prod -var-file=p.tfvars -var a=b, where api "
       "is to be rolled: add --root roots/1=TFPLAN.",
       {"api"},
       {},
       "roots/1"},
      {f::RootMissing{{.dir = ""}},
       "No Terraform plan is given for ., where api, web are to be rolled: add --root "
       "roots/1=TFPLAN.",
       {"api", "web"},
       {},
       "roots/1"},
  };
}

std::vector<FindingCase> CasesOfNotes() {
  using NotCompared = t::TagsNotCompared;
  return {
      {t::ChangedBesides{
           .attributes = {{.path = "cpu", .before = "1", .after = "2"},
                          {.path = "new", .before = {}, .after = "\"a\""},
                          {.path = "old", .before = "[]", .after = {}},
                          {.path = "d", .is_secret = true, .before = {}, .after = {}}},
           .with_image = true},
       "Besides the image this changes cpu 1 -> 2; new none -> \"a\"; old [] -> none; d "
       "(sensitive)."},
      {t::ChangedBesides{.attributes = {{.path = "cpu", .before = "1", .after = "2"}}},
       "This changes cpu 1 -> 2, and no image."},
      {t::DestroyedAsAllowed{true}, "This replaces it, as is allowed."},
      {t::DestroyedAsAllowed{false}, "This deletes it, as is allowed."},
      {t::OutsideAsAllowed{}, "No target of the plan contains this, as is allowed."},
      {t::DeletedInsideThePlan{false}, "The plan deletes this, inside of what was planned."},
      {t::DeletedInsideThePlan{true},
       "The plan takes this out of Terraform's state, inside of what was planned. What it stands "
       "for stays."},
      {t::TargetUntouched{}, "This is to be deployed, and nothing happens to it."},
      {t::OtherImageChanged{{Gets("image", "agent", "2")}}, "image gets 'agent:2'."},
      {t::ImageUnknown{{kUnknownImage}}, "image is known after apply only."},
      {t::StateDiffers{{{"api", "v1"}}, {kHasImage}}, "api runs 'v1'; image has 'r/api:old'."},
      {t::Moved{"x.old"}, "In the state it moves here from x.old."},
      {t::Imported{}, "It is taken into the state as it is."},
      {t::Imported{"update"}, "It is taken into the state, and changed at once (update)."},
      {t::ChangesDeferred{1}, "1 change is left to a later plan, and not looked at."},
      {t::ChangesDeferred{2}, "2 changes are left to a later plan, and not looked at."},
      {t::NothingToApply{}, "The plan changes nothing."},
      {NotCompared{NotCompared::Kind::kNoVariable, "tags"},
       "Terraform's plan has no variable \"tags\"."},
      {NotCompared{NotCompared::Kind::kNoMap, "tags"},
       "In Terraform's plan, variable \"tags\" is no map of tags."},
      {NotCompared{NotCompared::Kind::kNotAlone},
       "The tags stand in no variable that is a map of them alone."},
      {NotCompared{NotCompared::Kind::kNotPlanned, "tags"},
       "Of old, older nothing is planned, so the tags that variable \"tags\" has of them were not "
       "compared.",
       {"old", "older"}},
      {f::HeadNotCompared{}, "There is no repository here to compare the plan's head with."},
      {f::LiveNotCompared{"api", "v1"},
       "That api runs v1 was said with --live. It was not asked again."},
  };
}

TEST(FindingWords, SayWhatIsFound) {
  std::set<std::size_t> kinds;
  for (const bool refuses : {true, false}) {
    for (const FindingCase& each : refuses ? CasesOfRefusals() : CasesOfNotes()) {
      kinds.insert(each.kind.index());
      EXPECT_EQ(IsRefusal(each.kind), refuses) << CodeOf(each.kind);
      EXPECT_EQ(FindingMessage({.kind = each.kind,
                                .address = each.address,
                                .change = std::nullopt,
                                .services = each.services,
                                .root = each.root}),
                each.words)
          << CodeOf(each.kind);
    }
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<FindingKinds>) << "a kind has no case";
}

}  // namespace
}  // namespace deltaplan::planner
