#include "planner/report/plan_gitlab.h"

#include <algorithm>
#include <fmt/format.h>

#include "planner/text/json_writer.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostNameBytes = 255;

class PipelinePrinter {
 public:
  PipelinePrinter(const Plan& plan, const JobOptions& options) : plan_(plan), options_(options) {}

  std::string Print() && {
    json_.BeginObject();
    // A child has no rules but this one: else those of the parent's branch decide whether it runs.
    json_.Key("workflow").BeginObject(JsonLayout::kInline).Key("rules").BeginArray();
    json_.BeginObject().Key("when").String("always").EndObject().EndArray().EndObject();
    json_.Key("include").BeginArray(JsonLayout::kInline);
    json_.BeginObject().Key("local").String(options_.job_file).EndObject().EndArray();
    const std::size_t waves = WavesOf(plan_);
    json_.Key("stages").BeginArray(JsonLayout::kInline);
    for (std::size_t wave = 0; wave < std::max<std::size_t>(waves, 1); ++wave) {
      json_.String(Stage(wave));
    }
    json_.EndArray();
    if (waves == 0) AddNothing();
    for (std::size_t wave = 0; wave < waves; ++wave) AddWave(wave);
    json_.EndObject();
    return out_ + '\n';
  }

 private:
  static std::string Stage(std::size_t wave) { return fmt::format("wave {}", wave); }

  void AddNothing() {
    json_.Key("nothing to build").BeginObject();
    json_.Key("stage").String(Stage(0));
    json_.Key("variables").BeginObject(JsonLayout::kInline);
    json_.Key("GIT_STRATEGY").String("none").EndObject();
    json_.Key("script").Strings({"echo nothing to build"}, JsonLayout::kInline);
    json_.EndObject();
  }

  void AddWave(std::size_t wave) {
    const ImagesOfJob images = ImagesOf(plan_, wave);
    const std::vector<ImagesOfJob> jobs = Shards(images, options_.shards.value_or(images.size()));
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      const std::string name = options_.shards
                                   ? fmt::format("build: wave {} shard {}", wave, i)
                                   : ShortName("build: " + jobs[i].front()->name, kMostNameBytes);
      json_.Key(name).BeginObject();
      json_.Key("extends").String(options_.job_template);
      json_.Key("stage").String(Stage(wave));
      json_.Key("variables").BeginObject();
      for (const auto& [key, value] : JobVariables(plan_, jobs[i], options_.shards.has_value())) {
        json_.Key(key);
        if (value.find('$') == std::string::npos) {
          json_.String(value);
          continue;
        }
        json_.BeginObject(JsonLayout::kInline);
        json_.Key("value").String(value);
        json_.Key("expand").Bool(false).EndObject();
      }
      json_.EndObject().EndObject();
    }
  }

  const Plan& plan_;
  const JobOptions& options_;
  std::string out_;
  JsonWriter json_{out_};
};

}  // namespace

std::string PlanGitlabPipeline(const Plan& plan, const JobOptions& options) {
  return PipelinePrinter(plan, options).Print();
}

}  // namespace deltaplan::planner
