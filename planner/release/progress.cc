#include "planner/release/progress.h"

namespace deltaplan::planner {
namespace {

constexpr std::chrono::seconds kBetweenLines{60};

}  // namespace

ReleaseProgress::ReleaseProgress(const Ports& ports) : ports_(ports), told_(ports.clock->Now()) {}

void ReleaseProgress::Show(const std::string& text) {
  if (ports_.progress) {
    if (text == text_ && shown_) return;
    shown_.reset();  // the old text goes before the new one comes
    text_ = text;
    shown_ = ports_.progress(text);
    return;
  }
  const auto now = ports_.clock->Now();
  if (!ports_.tell || now - told_ < kBetweenLines) return;
  told_ = now;
  ports_.tell("deltaplan: " + text + "\n");
}

}  // namespace deltaplan::planner
