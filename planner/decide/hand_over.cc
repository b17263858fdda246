#include "planner/decide/hand_over.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "planner/model/placeholders.h"

namespace deltaplan::planner {
namespace {

class HandOver {
 public:
  HandOver(const Config& config, const EnvironmentEntry* environment, const Platform& platform,
           Plan& plan)
      : config_(config), environment_(environment), platform_(platform), plan_(plan) {
    if (environment_ == nullptr) return;
    ecs_ = environment_->ecs;
    const auto live = std::ranges::find(environment_->live, "ecs", &LiveSourceEntry::from);
    if (live == environment_->live.end()) return;
    const auto take = [&](std::optional<std::string>& text, std::string_view key) {
      const std::string* found = live->Text(key);
      if (!text && found != nullptr) text = *found;
    };
    take(ecs_.cluster, "cluster");
    take(ecs_.service, "service");
    take(ecs_.container, "container");
  }

  void AddBakeTargets(const std::function<std::string(const std::string&)>& new_tag) {
    std::map<std::string, std::string> tags;  // of all images that the bake file has
    for (const PlannedImage& image : plan_.images) tags.emplace(image.name, image.tag);
    AddBases(tags, new_tag);
    // No group of ours may be hidden by a target.
    std::set<std::string> used{"default"};
    std::map<std::string, std::string> names;
    for (const auto& [image, tag] : tags) names.emplace(image, BakeName(image, used));
    for (const auto& [image, tag] : tags) {
      BakeTarget target = MakeTarget(image, tag, names);
      target.is_built = std::ranges::binary_search(plan_.images, image, {}, &PlannedImage::name);
      plan_.bake_targets.push_back(std::move(target));
    }
    std::ranges::sort(plan_.bake_targets, {}, &BakeTarget::name);
    for (PlannedImage& image : plan_.images) {
      image.repository = RepositoryOf(image.name);
      image.bake_target = names.at(image.name);
    }
  }

  void AddReleases() {
    auto service = platform_.services.begin();
    for (const PlannedService& planned : plan_.services) {
      while (service->name != planned.name) ++service;  // both are sorted by name
      if (planned.decision != Decision::kDeploy || !planned.tag) continue;
      const PlaceholderValues values{{"env", environment_ == nullptr ? "" : environment_->name},
                                     {"image", planned.image},
                                     {"service", planned.name}};
      const auto fill = [&](const std::optional<std::string>& text) {
        return FillPlaceholders(text.value_or(planned.name), values);
      };
      Release release{.name = planned.name,
                      .cluster = {},
                      .service = fill(ecs_.service),
                      .family = fill(ecs_.family),
                      .container = fill(ecs_.container),
                      .image = Reference(planned.image, *planned.tag),
                      .restarts = planned.restarts,
                      .after = {}};
      if (ecs_.cluster) release.cluster = fill(ecs_.cluster);
      for (const Reason& reason : planned.reasons) {
        if (reason.code == ReasonCode::kRestartedWith) release.after.push_back(*reason.input);
      }
      plan_.releases.push_back(std::move(release));
    }
  }

 private:
  std::optional<std::string> RepositoryOf(const std::string& image) const {
    if (environment_ == nullptr || !environment_->repository) return std::nullopt;
    return FillPlaceholders(*environment_->repository,
                            {{"env", environment_->name}, {"image", image}});
  }

  std::string Reference(const std::string& image, const std::string& tag) const {
    return RepositoryOf(image).value_or(image) + ":" + tag;
  }

  const std::vector<std::string>& BasesOf(const std::string& image) const {
    static const std::vector<std::string> kNone;
    const auto found = std::ranges::lower_bound(platform_.images, image, {}, &Image::name);
    const bool is_there = found != platform_.images.end() && found->name == image;
    return is_there ? found->from : kNone;
  }

  // Where bake can build them, also the bases that stay as they are: what is built FROM them needs
  // them, and nobody knows under which tag they were pushed last.
  void AddBases(std::map<std::string, std::string>& tags,
                const std::function<std::string(const std::string&)>& new_tag) const {
    std::vector<std::string> queue;
    for (const auto& [image, tag] : tags) queue.push_back(image);
    for (std::size_t i = 0; i < queue.size(); ++i) {
      const std::string image = queue[i];
      for (const std::string& base : BasesOf(image)) {
        if (BuildOf(config_, base) == nullptr || !tags.emplace(base, new_tag(base)).second)
          continue;
        queue.push_back(base);
      }
    }
  }

  // What bake takes for a name: letters, digits, "_" and "-".
  static std::string BakeName(const std::string& image, std::set<std::string>& used) {
    std::string name = image;
    for (char& c : name) {
      const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!is_letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') c = '_';
    }
    std::string free = name;
    for (int n = 2; !used.insert(free).second; ++n) free = name + "_" + std::to_string(n);
    return free;
  }

  BakeTarget MakeTarget(const std::string& image, const std::string& tag,
                        const std::map<std::string, std::string>& names) const {
    BakeTarget target;
    target.name = names.at(image);
    target.reference = Reference(image, tag);
    if (const BuildEntry* build = BuildOf(config_, image)) {
      const PlaceholderValues values{{"image", image}};
      target.context = build->context.empty() ? "." : FillPlaceholders(build->context, values);
      target.dockerfile = FillPlaceholders(build->dockerfile.value_or("Dockerfile"), values);
      for (const auto& [name, text] : build->args) {
        target.args.emplace(name, FillPlaceholders(text, values));
      }
    }
    for (const std::string& base : BasesOf(image)) {
      if (const auto found = names.find(base); found != names.end()) {
        target.from.emplace(base, found->second);
      }
    }
    return target;
  }

  const Config& config_;
  const EnvironmentEntry* environment_;
  const Platform& platform_;
  Plan& plan_;
  EcsEntry ecs_;
};

}  // namespace

void AddHandOver(const Config& config, const EnvironmentEntry* environment,
                 const Platform& platform,
                 const std::function<std::string(const std::string& image)>& new_tag, Plan& plan) {
  HandOver hand_over(config, environment, platform, plan);
  hand_over.AddBakeTargets(new_tag);
  hand_over.AddReleases();
}

}  // namespace deltaplan::planner
