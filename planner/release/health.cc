#include "planner/release/health.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <string>
#include <utility>

#include "planner/release/progress.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPause{1000};
constexpr milliseconds kMostForOne{10'000};

std::string WaitingText(const std::vector<HealthReading>& readings) {
  const auto ill = std::ranges::find(readings, false, &HealthReading::is_well);
  const auto count = std::ranges::count(readings, true, &HealthReading::is_well);
  return fmt::format("{} of {} well; {} answers: {}", count, readings.size(),
                     DisplayPath(ill->name), DisplayText(ill->says));
}

}  // namespace

Result<std::vector<HealthReading>> WaitUntilHealthy(const std::vector<ReleasedService>& services,
                                                    std::chrono::seconds time, const Ports& ports) {
  std::vector<HealthReading> readings;
  for (const ReleasedService& service : services) {
    if (service.health)
      readings.push_back({.name = service.name, .address = *service.health, .says = {}});
  }
  if (readings.empty()) return readings;
  Result<HttpClient*> http = ports.http();
  if (!http) return std::move(http).error();
  WaitingClock& clock = *ports.clock;
  const auto deadline = clock.Now() + time;
  ReleaseProgress progress(ports);
  for (;;) {
    std::vector<HttpRequest> requests;
    std::vector<HealthReading*> asked;
    for (HealthReading& reading : readings) {
      if (reading.is_well) continue;
      requests.push_back({.url = reading.address, .tries = 1});
      asked.push_back(&reading);
    }
    const auto answers =
        (*http)->Send(requests, {.deadline = std::chrono::steady_clock::now() + kMostForOne});
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (answers[i]) {
        asked[i]->is_well = answers[i]->status >= 200 && answers[i]->status <= 299;
        asked[i]->says = fmt::format("HTTP status {}", answers[i]->status);
      } else {
        const Error& error = answers[i].error();
        asked[i]->says = error.causes.empty() ? error.message : error.causes.front();
      }
    }
    const bool all_well = std::ranges::all_of(readings, &HealthReading::is_well);
    if (all_well || clock.Now() >= deadline) return readings;
    progress.Show(WaitingText(readings));
    clock.Sleep(kPause);
  }
}

}  // namespace deltaplan::planner
