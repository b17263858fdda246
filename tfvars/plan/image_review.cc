// Each attribute that differs is searched for mentions of images before and after. What is new is
// reviewed at once, where it can be told whose image it is. The rest is doubtful: another image in
// what belongs to a service may be a sidecar's, or the service's own under a name that we don't
// know. It is a sidecar's when the planned tag stands beside it.
#include "tfvars/plan/image_review.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "tfvars/text/ascii.h"
#include "tfvars/text/sorted.h"

namespace deltaplan::tfvars {
namespace {

using Kind = JsonValue::Kind;
using Mentions = std::vector<ImageMention>;
using Services = std::vector<std::size_t>;
using Image = findings::AttributeImage;

bool LeavesAValue(PlanAction action) {
  return action == PlanAction::kCreate || action == PlanAction::kUpdate ||
         action == PlanAction::kReplace || action == PlanAction::kUnknown;
}

Mentions Without(const Mentions& mentions, const Mentions& others) {
  Mentions rest;
  std::ranges::set_difference(mentions, others, std::back_inserter(rest));
  return rest;
}

// Of a whole value: one that is secret or unknown is not taken apart before.
Mentions MentionsIn(const std::string& name, const std::optional<JsonValue>& value,
                    const KnownImages& known) {
  Mentions all;
  if (!value) return all;
  ForEachString(name, *value, [&](const std::string& inner, const std::string& text) {
    const Mentions found = FindImageMentions(inner, text, known);
    all.insert(all.end(), found.begin(), found.end());
  });
  SortWithoutDoubles(all);
  return all;
}

// A whole reference that gives way to a tag alone: nothing could pull that.
bool LosesReference(const AttributeChange& attribute, const Mentions& before,
                    const Mentions& after) {
  if (before.size() != 1 || after.size() != 1) return false;
  const ImageMention& whole = before.front();
  const bool was_reference = whole.repository.find('/') != std::string::npos &&
                             attribute.before->string.starts_with(whole.repository);
  return was_reference && after.front().repository.empty() &&
         attribute.after->string == after.front().tag;
}

// What registries take for a tag.
bool IsTag(const JsonValue& value) {
  constexpr std::size_t kLongest = 128;
  const std::string& text = value.string;
  const auto is_tag_character = [](char c) {
    return IsLetterOrDigit(c) || c == '_' || c == '.' || c == '-';
  };
  return value.kind == Kind::kString && !text.empty() && text.size() <= kLongest &&
         text.front() != '.' && text.front() != '-' && std::ranges::all_of(text, is_tag_character);
}

// From one repository to another: no tag makes that the same image.
bool MovesElsewhere(const Mentions& before, const Mentions& after) {
  if (before.size() != 1 || after.size() != 1) return false;
  const std::string& old = before.front().repository;
  const std::string& now = after.front().repository;
  return !old.empty() && !now.empty() && old != now;
}

std::string ReplaceAll(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
  return text;
}

Image ImageOf(const AttributeChange& attribute, Image::Kind kind, const ImageMention& mention,
              bool is_sensitive) {
  Image image{.path = attribute.path, .kind = kind};
  if (!is_sensitive) image.image = mention;
  return image;
}

}  // namespace

/// One change's images.
class ChangeImages {
 public:
  ChangeImages(const ImageReviewer& reviewer, const ResourceChange& change, const Services& owners)
      : reviewer_(reviewer), change_(change), owners_(owners) {}

  void Review(const AttributeChange& attribute) {
    const Mentions before = MentionsIn(attribute.name, attribute.before, reviewer_.known_);
    if (attribute.is_unknown) {
      if (!before.empty() || IsImageAttribute(attribute.name)) ReviewUnknown(attribute, before);
      return;
    }
    Mentions after = MentionsIn(attribute.name, attribute.after, reviewer_.known_);
    // A tag that gives way to something else: that is a tag, too, or the place has another use now.
    const bool is_successor = after.empty() && before.size() == 1 &&
                              before.front().repository.empty() && attribute.after &&
                              attribute.after->kind == Kind::kString;
    if (is_successor) after.push_back({.repository = {}, .tag = attribute.after->string});
    const Mentions fresh = Without(after, before);
    const Mentions gone = Without(before, after);
    if (LosesReference(attribute, before, after)) lost_.push_back(attribute.path);
    for (const ImageMention& mention : gone) {
      if (!reviewer_.known_.NameOf(mention.repository).empty()) ReviewLive(attribute, mention);
    }
    if (const auto tag = ReplacedTag(attribute)) ReviewLive(attribute, *tag);
    for (const ImageMention& mention : fresh) ReviewMention(attribute, mention, gone, is_successor);
    if (!fresh.empty()) return;
    for (const ImageMention& mention : gone) {
      const Services candidates = Candidates(attribute, mention);
      if (candidates.empty()) continue;
      Image image = ImageOf(attribute, Image::Kind::kLoses, mention, attribute.before_is_sensitive);
      if (!AnyDeploys(candidates)) {
        skipped_[Names(candidates)].push_back(std::move(image));
      } else if (!reviewer_.known_.NameOf(mention.repository).empty()) {
        doubtful_.push_back(
            {.candidates = candidates, .image = std::move(image), .is_image = false});
      }
    }
  }

  std::vector<Finding> Finish() && {
    const bool is_beside = (!doubtful_.empty() || !unknown_.empty()) && ShowsPlannedTag();
    for (Doubt& doubt : doubtful_) {
      if (!is_beside) {
        not_planned_[Planned(doubt.candidates)].Add(doubt.candidates, std::move(doubt.image));
      } else if (doubt.is_image) {
        other_.Add(doubt.candidates, std::move(doubt.image));
      }
    }
    Images unknown;
    for (Doubt& doubt : unknown_) {
      if (!is_beside) unknown.Add(doubt.candidates, std::move(doubt.image));
    }
    for (auto& [services, images] : skipped_) {
      AddFinding(findings::SkippedImageChanged{.images = std::move(images)}, services);
    }
    for (auto& [planned, images] : not_planned_) {
      AddFinding(findings::TagNotPlanned{.planned = planned, .images = std::move(images.images)},
                 NamesOf(images));
    }
    if (!lost_.empty()) {
      AddFinding(findings::ReferenceLost{.paths = std::move(lost_)}, Names(owners_));
    }
    for (auto& [live, images] : live_differs_) {
      AddFinding(findings::LiveDiffers{.live = live, .images = std::move(images.images)},
                 NamesOf(images));
    }
    if (!other_.images.empty()) {
      AddFinding(findings::OtherImageChanged{.images = std::move(other_.images)}, NamesOf(other_));
    }
    if (!unknown.images.empty()) {
      AddFinding(findings::ImageUnknown{.images = std::move(unknown.images)}, NamesOf(unknown));
    }
    for (auto& [live, images] : state_differs_) {
      AddFinding(findings::StateDiffers{.live = live, .images = std::move(images.images)},
                 NamesOf(images));
    }
    return std::move(findings_);
  }

 private:
  struct Doubt {
    Services candidates;
    Image image;
    bool is_image = true;  ///< else there is none any more where one was
  };
  // Of one finding, and whose they may be.
  struct Images {
    std::set<std::size_t> services;
    std::vector<Image> images;

    void Add(const Services& candidates, Image image) {
      services.insert(candidates.begin(), candidates.end());
      images.push_back(std::move(image));
    }
  };
  using ServiceTags = std::vector<findings::ServiceTag>;

  void ReviewMention(const AttributeChange& attribute, const ImageMention& mention,
                     const Mentions& gone, bool is_successor) {
    const Services candidates = Candidates(attribute, mention);
    const bool is_sensitive = attribute.before_is_sensitive || attribute.after_is_sensitive;
    Image image = ImageOf(attribute, Image::Kind::kGets, mention, is_sensitive);
    if (candidates.empty()) {
      if (!Knows(mention, gone)) {
        other_.Add({}, std::move(image));
      } else if (!reviewer_.planned_tags_.contains(mention.tag)) {
        not_planned_[{}].Add({}, std::move(image));
      }
    } else if (!AnyDeploys(candidates)) {
      skipped_[Names(candidates)].push_back(std::move(image));
    } else if (!IsPlanned(candidates, mention.tag)) {
      if (!is_successor && Knows(mention, gone)) {
        not_planned_[Planned(candidates)].Add(candidates, std::move(image));
      } else {
        doubtful_.push_back(
            {.candidates = candidates, .image = std::move(image), .is_image = !is_successor});
      }
    }
  }

  // What is replaced has to be what the plan took for live; or what the tag map wished for then
  // (a rollout that failed leaves that in the state), or the new tag already. Where the live tag is
  // confirmed, the state is what is behind.
  void ReviewLive(const AttributeChange& attribute, const ImageMention& mention) {
    if (mention.tag.empty()) return;
    const Services candidates = Candidates(attribute, mention);
    if (!AnyDeploys(candidates) || IsAccountedFor(candidates, mention.tag)) return;
    const bool is_confirmed = std::ranges::all_of(candidates, [&](std::size_t each) {
      return !Service(each).deploys || Service(each).live_is_confirmed;
    });
    ServiceTags live;
    for (const std::size_t each : candidates) {
      live.push_back({.service = Service(each).name, .tag = *Service(each).live_tag});
    }
    (is_confirmed ? state_differs_ : live_differs_)[live].Add(
        candidates, ImageOf(attribute, Image::Kind::kHas, mention, attribute.before_is_sensitive));
  }

  bool IsAccountedFor(const Services& services, const std::string& tag) const {
    return std::ranges::any_of(services, [&](std::size_t each) {
      const IntendedService& service = Service(each);
      return !service.live_tag || tag == service.live_tag || tag == service.mapped_tag ||
             tag == service.tag;
    });
  }

  // A tag without an image, where the planned one comes. What has the live tag elsewhere may give
  // the planned one a new place, or have moved it in a list.
  std::optional<ImageMention> ReplacedTag(const AttributeChange& attribute) const {
    if (!attribute.before || !attribute.after || !IsTag(*attribute.before)) return std::nullopt;
    ImageMention replaced{.repository = {}, .tag = attribute.before->string};
    const Services candidates = Candidates(attribute, replaced);
    if (!IsPlanned(candidates, attribute.after->string)) return std::nullopt;
    const Mentions before = MentionsIn("", change_.before, reviewer_.known_);
    const bool is_elsewhere = std::ranges::any_of(before, [&](const ImageMention& mention) {
      return IsAccountedFor(candidates, mention.tag);
    });
    if (is_elsewhere) return std::nullopt;
    return replaced;
  }

  void ReviewUnknown(const AttributeChange& attribute, const Mentions& before) {
    std::set<std::size_t> services;
    for (const ImageMention& mention : before) {
      const Services candidates = Candidates(attribute, mention);
      services.insert(candidates.begin(), candidates.end());
    }
    if (before.empty()) services.insert(owners_.begin(), owners_.end());
    const Services candidates(services.begin(), services.end());
    Image image{.path = attribute.path, .kind = Image::Kind::kUnknown};
    if (!candidates.empty() && !AnyDeploys(candidates)) {
      skipped_[Names(candidates)].push_back(std::move(image));
    } else {
      unknown_.push_back({.candidates = candidates, .image = std::move(image)});
    }
  }

  Services Candidates(const AttributeChange& attribute, const ImageMention& mention) const {
    const std::string_view image = reviewer_.known_.NameOf(mention.repository);
    if (!image.empty()) {
      const Services& running = reviewer_.by_image_.find(image)->second;
      Services narrowed;
      std::ranges::set_intersection(running, owners_, std::back_inserter(narrowed));
      return narrowed.empty() ? running : narrowed;
    }
    const auto named = reviewer_.by_name_.find(attribute.name);
    return named == reviewer_.by_name_.end() ? owners_ : Services{named->second};
  }

  // True for an image that is one of ours by its name, its tag, or the tag that it had.
  bool Knows(const ImageMention& mention, const Mentions& gone) const {
    const KnownImages& known = reviewer_.known_;
    const auto had_known_tag = [&](const ImageMention& old) {
      return old.repository == mention.repository && known.tags.contains(old.tag);
    };
    return !known.NameOf(mention.repository).empty() || known.tags.contains(mention.tag) ||
           std::ranges::any_of(gone, had_known_tag);
  }

  const IntendedService& Service(std::size_t index) const { return reviewer_.services_[index]; }

  bool AnyDeploys(const Services& services) const {
    return std::ranges::any_of(services, [&](std::size_t each) { return Service(each).deploys; });
  }

  bool IsPlanned(const Services& services, const std::string& tag) const {
    return std::ranges::any_of(services, [&](std::size_t each) {
      return Service(each).deploys && Service(each).tag == tag;
    });
  }

  // True when an owner's planned tag stands somewhere in what the change leaves.
  bool ShowsPlannedTag() const {
    return std::ranges::any_of(
        MentionsIn("", change_.after, reviewer_.known_),
        [&](const ImageMention& mention) { return IsPlanned(owners_, mention.tag); });
  }

  std::vector<std::string> Names(const Services& services) const {
    std::vector<std::string> names;
    for (const std::size_t each : services) names.push_back(Service(each).name);
    return names;
  }

  std::vector<std::string> NamesOf(const Images& images) const {
    return Names({images.services.begin(), images.services.end()});
  }

  ServiceTags Planned(const Services& services) const {
    ServiceTags tags;
    for (const std::size_t each : services) {
      if (!Service(each).deploys) continue;
      tags.push_back({.service = Service(each).name, .tag = Service(each).tag.value_or("")});
    }
    return tags;
  }

  void AddFinding(FindingKind kind, std::vector<std::string> services) {
    findings_.push_back({.kind = std::move(kind),
                         .address = Print(change_.address),
                         .change = std::nullopt,
                         .services = std::move(services)});
  }

  const ImageReviewer& reviewer_;
  const ResourceChange& change_;
  const Services& owners_;
  std::vector<Doubt> doubtful_;
  std::vector<Doubt> unknown_;
  std::vector<std::string> lost_;  // paths of whole references that give way to a tag alone
  Images other_;
  // By what else a finding says of the services: their names, or their tags.
  std::map<std::vector<std::string>, std::vector<Image>> skipped_;
  std::map<ServiceTags, Images> not_planned_;
  std::map<ServiceTags, Images> live_differs_;
  std::map<ServiceTags, Images> state_differs_;
  std::vector<Finding> findings_;
};

ImageReviewer::ImageReviewer(const std::vector<IntendedService>& services) : services_(services) {
  for (std::size_t i = 0; i < services_.size(); ++i) {
    const IntendedService& service = services_[i];
    by_image_[service.image].push_back(i);
    by_name_.emplace(service.name, i);
    known_.names.insert(service.image);
    if (service.tag) known_.tags.insert(*service.tag);
    if (service.live_tag) known_.tags.insert(*service.live_tag);
    if (service.deploys && service.tag) planned_tags_.insert(*service.tag);
  }
}

bool ImageReviewer::MentionsImage(const AttributeChange& attribute) const {
  return !MentionsIn(attribute.name, attribute.before, known_).empty() ||
         !MentionsIn(attribute.name, attribute.after, known_).empty();
}

bool ImageReviewer::IsImageOnly(const AttributeChange& attribute) const {
  const Mentions before = MentionsIn(attribute.name, attribute.before, known_);
  const Mentions after = MentionsIn(attribute.name, attribute.after, known_);
  if (IsImageAttribute(attribute.name)) return !MovesElsewhere(before, after);
  if (!attribute.before || !attribute.after) return !before.empty() || !after.empty();
  const std::string& was = attribute.before->string;
  const std::string& is = attribute.after->string;
  if (known_.tags.contains(was) || known_.tags.contains(is)) return true;
  return std::ranges::any_of(services_, [&](const IntendedService& service) {
    return service.live_tag && service.tag && !service.live_tag->empty() &&
           was.find(*service.live_tag) != std::string::npos &&
           ReplaceAll(was, *service.live_tag, *service.tag) == is;
  });
}

bool ImageReviewer::GetsPlannedTag(const AttributeChange& attribute,
                                   const std::vector<std::size_t>& owners) const {
  return std::ranges::any_of(
      MentionsIn(attribute.name, attribute.after, known_), [&](const ImageMention& mention) {
        return std::ranges::any_of(owners, [&](std::size_t owner) {
          return services_[owner].deploys && services_[owner].tag == mention.tag;
        });
      });
}

std::vector<Finding> ImageReviewer::Review(const ResourceChange& change,
                                           const std::vector<AttributeChange>& attributes,
                                           const std::vector<std::size_t>& owners) const {
  if (!LeavesAValue(change.action)) return {};
  ChangeImages images(*this, change, owners);
  for (const AttributeChange& attribute : attributes) images.Review(attribute);
  return std::move(images).Finish();
}

}  // namespace deltaplan::tfvars
