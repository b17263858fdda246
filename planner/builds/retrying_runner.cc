#include "planner/builds/retrying_runner.h"

#include <algorithm>
#include <fmt/format.h>

#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr int kInterrupted = 130;
constexpr std::size_t kMostWords = 100;

}  // namespace

Result<CommandOutput> RetryingRunner::Run(const CommandLine& command, const std::string& name,
                                          Doubt doubt) const {
  for (std::size_t retry = 1;; ++retry) {
    if (is_interrupted())
      return CommandOutput{.exit_code = kInterrupted, .output = {}, .errors = {}};
    Result<CommandOutput> done = ports_.commands.Run(command);
    if (!done || done->exit_code == 0 || is_interrupted()) return done;
    const std::string words = LastWords(done->errors);
    if (retry > retries_ || !ShouldRetry(words, doubt)) return done;
    const std::chrono::seconds pause = PauseBefore(retry);
    const bool is_long = words.size() > kMostWords;
    Say(fmt::format("{}: try {} of {} failed, again in {} s: {}{}", DisplayPath(name), retry,
                    retries_ + 1, pause.count(), is_long ? "..." : "",
                    DisplayText(is_long ? words.substr(words.size() - kMostWords) : words)));
    Pause(pause);
  }
}

void RetryingRunner::Say(const std::string& sentence) const {
  const std::lock_guard lock(telling_);
  tell_(sentence);
}

void RetryingRunner::Pause(std::chrono::seconds time) const {
  constexpr std::chrono::milliseconds kStep{100};
  for (std::chrono::milliseconds left = time; left.count() > 0 && !is_interrupted();
       left -= kStep) {
    ports_.clock->Sleep(std::min(left, kStep));
  }
}

}  // namespace deltaplan::planner
