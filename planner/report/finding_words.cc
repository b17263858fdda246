// A function for each finding.
#include "planner/report/finding_words.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/report/sentences.h"
#include "planner/report/warning_words.h"
#include "planner/text/quote.h"
#include "tfvars/text/wording.h"

namespace deltaplan::planner {
namespace {

namespace f = findings;
namespace t = tfvars::findings;
using tfvars::Quoted;

// The first five texts, and how many more there are: "a, b, c, d, e, and 3 more".
std::string FirstOf(const std::vector<std::string>& texts, std::string_view separator = ", ") {
  constexpr std::size_t kMostNamed = 5;
  std::string joined;
  for (std::size_t i = 0; i < std::min(texts.size(), kMostNamed); ++i) {
    if (i > 0) joined += separator;
    joined += texts[i];
  }
  if (texts.size() > kMostNamed) {
    joined += fmt::format("{}and {} more", separator, texts.size() - kMostNamed);
  }
  return joined;
}

template <typename Item>
std::string FirstOf(const std::vector<Item>& items, std::string (*shown)(const Item&),
                    std::string_view separator = ", ") {
  std::vector<std::string> texts;
  for (const Item& item : items) texts.push_back(shown(item));
  return FirstOf(texts, separator);
}

std::string AreToBeSkipped(const std::vector<std::string>& services) {
  return FirstOf(services) + (services.size() == 1 ? " is to be skipped" : " are to be skipped");
}

std::string ImageText(const std::optional<tfvars::ImageMention>& image) {
  if (!image) return "(sensitive)";
  if (image->repository.empty()) return Quoted(image->tag);
  return Quoted(image->tag.empty() ? image->repository : image->repository + ":" + image->tag);
}

std::string ImageSentence(const t::AttributeImage& it) {
  using Kind = t::AttributeImage::Kind;
  switch (it.kind) {
    case Kind::kGets:
      return it.path + " gets " + ImageText(it.image);
    case Kind::kLoses:
      return it.path + " loses " + ImageText(it.image);
    case Kind::kHas:
      return it.path + " has " + ImageText(it.image);
    case Kind::kUnknown:
      break;
  }
  return it.path + " is known after apply only";
}

std::string Images(const std::vector<t::AttributeImage>& images) {
  return FirstOf(images, ImageSentence) + ".";
}

std::string IsToGet(const t::ServiceTag& it) {
  return it.service + " is to get tag " + Quoted(it.tag);
}

std::string Runs(const t::ServiceTag& it) { return it.service + " runs " + Quoted(it.tag); }

std::string RunsByThePlan(const t::ServiceTag& it) { return Runs(it) + " by the plan"; }

std::string Variable(const std::string& name) { return "variable \"" + name + '"'; }

std::string Words(const t::OutsideThePlan& it, const Finding& finding) {
  return (finding.services.empty() ? "No target of the plan contains this address"
                                   : AreToBeSkipped(finding.services)) +
         (it.only_as_destroyed ? ". --allow-destroyed lets what is destroyed pass, too." : ".");
}

std::string Words(const t::SkippedImageChanged& it, const Finding& finding) {
  return AreToBeSkipped(finding.services) + "; " + Images(it.images);
}

std::string Words(const t::TagNotPlanned& it) {
  return (it.planned.empty() ? "no service of the plan is to get this tag"
                             : FirstOf(it.planned, IsToGet)) +
         "; " + Images(it.images);
}

std::string Words(const t::DataDestroyed& it) {
  return it.type + " holds data, and this " + (it.replaces ? "replaces" : "deletes") + " it.";
}

std::string Words(const t::TargetDeleted& it) {
  using Kind = t::TargetDeleted::Kind;
  switch (it.kind) {
    case Kind::kDeleted:
      break;
    case Kind::kForgotten:
      return "It runs what is to be deployed, and leaves Terraform's state: it goes on as it is, "
             "and no later deploy reaches it.";
    case Kind::kAll:
      return "This is to be deployed, and the plan deletes all that is there.";
  }
  return "It runs what is to be deployed, and is deleted.";
}

std::string Words(const t::UnknownAction& it) {
  return "Terraform wants to do " + Quoted(it.actions) +
         " here, which this version of deltaplan doesn't know.";
}

std::string TagDifference(const t::TagsDiffer::Service& it) {
  if (!it.planned) return it.name + " is not in the plan";
  if (!it.is_there) return it.name + " is missing";
  return it.name + " has " + (it.found ? Quoted(*it.found) : "no tag") + ", planned is " +
         Quoted(*it.planned);
}

std::string Words(const t::TagsDiffer& it) {
  return "Terraform's plan was made for other tags: " +
         (it.variable ? "in " + Variable(*it.variable) + ", " : "") +
         FirstOf(it.services, TagDifference, "; ") + ".";
}

std::string WithoutMap(const std::string& variable, bool is_there) {
  return is_there ? "In Terraform's plan, " + Variable(variable) + " is no map of tags."
                  : "Terraform's plan has no " + Variable(variable) + ".";
}

std::string Words(const t::TagsMissing& it) { return WithoutMap(it.variable, it.is_there); }

std::string Words(const f::HeadDiffers& it) {
  return fmt::format(
      "The plan was made for commit {}, but {} is {}. Plan again, or name the planned commit with "
      "--head.",
      it.planned.substr(0, 10), DisplayText(it.revision), it.commit.substr(0, 10));
}

std::string Words(const t::PlanErrored&) {
  return "Terraform failed while it made this plan, so it is not complete.";
}

std::string Words(const t::ServiceUnchanged& it, const Finding& finding) {
  return FirstOf(finding.services) + " is to be deployed, and " +
         (it.runners.empty() ? "nothing at its addresses gets another version."
                             : "what runs it stays as it is: " + FirstOf(it.runners) + ".");
}

std::string Words(const t::ServiceWithoutAddress&, const Finding& finding) {
  return FirstOf(finding.services) +
         " is to be deployed, and the plan has no address that rolls it.";
}

std::string Words(const t::ServiceWithoutNewTag& it, const Finding& finding) {
  return FirstOf(finding.services) + " is to get tag " + Quoted(it.tag) + ", and " +
         (finding.address ? "what is here has another." : "nothing at its addresses has it.");
}

std::string Words(const t::ReplacedInsideThePlan& it) {
  return "An image alone does not replace this: it is destroyed and made anew" +
         (it.forced_by.empty() ? "" : ", because of " + FirstOf(it.forced_by)) + ".";
}

std::string LosesReference(const std::string& path) {
  return path + " has a whole reference and gets a tag alone";
}

std::string Words(const t::ReferenceLost& it) { return FirstOf(it.paths, LosesReference) + "."; }

std::string Words(const t::LiveDiffers& it) {
  return FirstOf(it.live, RunsByThePlan) + "; " + Images(it.images);
}

std::string TagOrNothing(const std::optional<std::string>& tag) {
  return tag ? DisplayText(*tag) : "nothing";
}

std::string Words(const f::LiveMoved& it) {
  const TagChange& change = it.change;
  const std::string what =
      it.failed ? FailedSinceText(change.service, *it.failed)
                : fmt::format("{} ran {} when the plan was made, and {}",
                              DisplayText(change.service), TagOrNothing(change.before),
                              it.why ? "nobody can tell what it runs now: " + DisplayText(*it.why)
                                     : "runs " + TagOrNothing(change.after) + " now");
  return fmt::format("{}. Plan again: {}", what, it.again);
}

std::string Words(const f::MapMoved& it) {
  if (it.unreadable) {
    return fmt::format("{} can't be read now: {}. Mend it before anything is applied.",
                       DisplayText(it.file), DisplayText(*it.unreadable));
  }
  return fmt::format(
      "{} gave {} the tag {} when the plan was made, and gives it {} now. Plan again: {}",
      DisplayText(it.file), DisplayText(it.change.service), TagOrNothing(it.change.before),
      TagOrNothing(it.change.after), it.again);
}

std::string Words(const t::UnknownMember& it) {
  return "Terraform's plan has " + Quoted(it.name) +
         ", which this version of deltaplan does not read. What it does is not known.";
}

// "none", or the texts in their order.
std::string Listed(const std::vector<std::string>& texts) {
  if (texts.empty()) return "none";
  std::vector<std::string> shown;
  for (const std::string& text : texts) shown.push_back(DisplayText(text));
  return fmt::format("{}", fmt::join(shown, ", "));
}

std::vector<std::string> RootsIn(const TerraformTerms& terms) {
  std::vector<std::string> roots;
  for (const RootTerms& each : terms.roots) roots.push_back(RootText(each.root));
  return roots;
}

std::string Words(const f::ConfigurationDiffers& it) {
  const auto& [planned, now] = it;
  std::vector<std::string> differing;
  const auto compare = [&](std::string_view key, const std::vector<std::string>& then,
                           const std::vector<std::string>& here) {
    if (then != here) {
      differing.push_back(fmt::format("\"{}\" was {}, and is {}", key, Listed(then), Listed(here)));
    }
  };
  const auto compare_terms = [&](const ReviewTerms& then, const ReviewTerms& here) {
    const auto variable = [](const ReviewTerms& terms) {
      return terms.tags_variable ? std::vector{*terms.tags_variable} : std::vector<std::string>();
    };
    compare("variable", variable(then), variable(here));
    compare("allow", then.allow, here.allow);
    compare("allow_attributes", then.allow_attributes, here.allow_attributes);
    compare("data_types", then.data_types, here.data_types);
  };
  compare("dir", RootsIn(planned), RootsIn(now));
  compare_terms(planned.review, now.review);
  std::vector<std::string> moved;
  for (const RootTerms& root : planned.roots) {
    const auto same = std::ranges::find(now.roots, root.root, &RootTerms::root);
    if (same == now.roots.end()) continue;
    if (planned.review == now.review) compare_terms(root.review, same->review);
    std::ranges::set_difference(root.services, same->services, std::back_inserter(moved));
  }
  if (!moved.empty()) {
    differing.push_back(fmt::format("{} rolled in another root module", Listed(moved)));
  }
  return fmt::format("The configuration says otherwise than the plan: {}.",
                     fmt::join(differing, "; "));
}

std::string Words(const f::RootMissing& it, const Finding& finding) {
  return fmt::format(
      "No Terraform plan is given for {}, where {} to be rolled: add --root {}=TFPLAN.",
      DisplayText(RootText(it.root)),
      Listed(finding.services) + (finding.services.size() == 1 ? " is" : " are"),
      finding.root.value_or(""));
}

std::string BesidesText(const t::ChangedBesides::Attribute& it) {
  if (it.is_secret) return it.path + " (sensitive)";
  return it.path + " " + it.before.value_or("none") + " -> " + it.after.value_or("none");
}

std::string Words(const t::ChangedBesides& it) {
  const std::string what = FirstOf(it.attributes, BesidesText, "; ");
  return it.with_image ? "Besides the image this changes " + what + "."
                       : "This changes " + what + ", and no image.";
}

std::string Words(const t::DestroyedAsAllowed& it) {
  return it.replaces ? "This replaces it, as is allowed." : "This deletes it, as is allowed.";
}

std::string Words(const t::OutsideAsAllowed&) {
  return "No target of the plan contains this, as is allowed.";
}

std::string Words(const t::DeletedInsideThePlan& it) {
  return it.is_forgotten ? "The plan takes this out of Terraform's state, inside of what was "
                           "planned. What it stands for stays."
                         : "The plan deletes this, inside of what was planned.";
}

std::string Words(const t::TargetUntouched&) {
  return "This is to be deployed, and nothing happens to it.";
}

std::string Words(const t::OtherImageChanged& it) { return Images(it.images); }

std::string Words(const t::ImageUnknown& it) { return Images(it.images); }

std::string Words(const t::StateDiffers& it) {
  return FirstOf(it.live, Runs) + "; " + Images(it.images);
}

std::string Words(const t::Moved& it) { return "In the state it moves here from " + it.from + "."; }

std::string Words(const t::Imported& it) {
  return it.actions ? "It is taken into the state, and changed at once (" + *it.actions + ")."
                    : "It is taken into the state as it is.";
}

std::string Words(const t::ChangesDeferred& it) {
  return fmt::format("{} left to a later plan, and not looked at.",
                     CountOf(it.count, "change") + (it.count == 1 ? " is" : " are"));
}

std::string Words(const t::NothingToApply&) { return "The plan changes nothing."; }

std::string Words(const t::TagsNotCompared& it, const Finding& finding) {
  using Kind = t::TagsNotCompared::Kind;
  switch (it.kind) {
    case Kind::kNoVariable:
      break;
    case Kind::kNoMap:
      return WithoutMap(it.variable, /*is_there=*/true);
    case Kind::kNotAlone:
      return "The tags stand in no variable that is a map of them alone.";
    case Kind::kNotPlanned:
      return "Of " + FirstOf(finding.services) + " nothing is planned, so the tags that " +
             Variable(it.variable) + " has of them were not compared.";
  }
  return WithoutMap(it.variable, /*is_there=*/false);
}

std::string Words(const f::HeadNotCompared&) {
  return "There is no repository here to compare the plan's head with.";
}

std::string Words(const f::LiveNotCompared& it) {
  return WarningMessage(warnings::LiveNotCompared{.service = it.service, .tag = it.tag});
}

}  // namespace

std::string FindingMessage(const Finding& finding) {
  return std::visit(
      [&](const auto& each) {
        if constexpr (requires { Words(each, finding); }) {
          return Words(each, finding);
        } else {
          return Words(each);
        }
      },
      finding.kind);
}

}  // namespace deltaplan::planner
