#include "planner/release/health.h"

#include <gtest/gtest.h>
#include <vector>

#include "tests/support/fake_ports.h"

namespace deltaplan::planner {
namespace {

using std::chrono::seconds;

class HealthTest : public ::testing::Test {
 protected:
  std::vector<ReleasedService> services_{{.name = "api", .health = "https://x.example/api"},
                                         {.name = "cron"},
                                         {.name = "web", .health = "https://x.example/web"}};
  testing::FakePorts fakes_;
  Ports ports_ = fakes_.ports();
};

TEST_F(HealthTest, AsksOnlyThoseThatHaveAnAddressAndAreNotWellYet) {
  fakes_.http.Answer(204, "");
  fakes_.http.Answer(503, "");
  fakes_.http.Answer(200, "");
  const auto health = WaitUntilHealthy(services_, seconds(120), ports_);
  ASSERT_TRUE(health);
  ASSERT_EQ(health->size(), 2U);
  EXPECT_TRUE((*health)[0].is_well);
  EXPECT_TRUE((*health)[1].is_well);
  EXPECT_EQ(fakes_.http.batches, (std::vector<std::size_t>{2, 1}));
  EXPECT_EQ(fakes_.http.requests[2].url, "https://x.example/web");
  EXPECT_EQ(fakes_.clock.sleeps.size(), 1U);
}

TEST_F(HealthTest, RedirectIsNoGoodAnswer) {
  fakes_.http.Answer(302, "");
  fakes_.http.Answer(200, "");
  const auto health = WaitUntilHealthy(services_, seconds(0), ports_);
  ASSERT_TRUE(health);
  EXPECT_FALSE((*health)[0].is_well);
  EXPECT_EQ((*health)[0].says, "HTTP status 302");
  EXPECT_FALSE(fakes_.http.requests[0].follow_redirects);
}

TEST_F(HealthTest, EndsWithWhatWasAnsweredLastWhenItsTimeIsOver) {
  const auto health = WaitUntilHealthy(services_, seconds(3), ports_);
  ASSERT_TRUE(health);
  EXPECT_FALSE((*health)[0].is_well);
  EXPECT_EQ((*health)[0].says, "no answer");
  EXPECT_EQ(fakes_.clock.sleeps.size(), 3U);
}

TEST_F(HealthTest, WithoutAddressesNobodyIsAsked) {
  const auto health = WaitUntilHealthy({{.name = "cron"}}, seconds(3), ports_);
  ASSERT_TRUE(health);
  EXPECT_TRUE(health->empty());
  EXPECT_TRUE(fakes_.http.requests.empty());
}

}  // namespace
}  // namespace deltaplan::planner
