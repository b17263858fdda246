#include "planner/report/images_report.h"

#include <gtest/gtest.h>
#include <string>
#include <utility>

namespace deltaplan::planner {
namespace {

ImageFacts Image(const std::string& name, ImageReading::Presence presence) {
  ImageFacts image;
  image.wanted.name = name;
  image.wanted.tag = "v1";
  image.wanted.reference = "r.example/" + name + ":v1";
  image.wanted.services = {name};
  image.found.presence = presence;
  return image;
}

TEST(ImagesReportTest, EachImageHasALineAndWhatIsWrongStandsBelow) {
  ImagesReport report{.environment = "prod", .platforms = {"linux/amd64"}, .images = {}};
  report.images.push_back(Image("api", ImageReading::Presence::kThere));
  report.images.back().other_commit = true;
  report.images.back().found.revision = "aaaaaaa";
  report.images.back().wanted.commits = {"bbbbbbb"};
  report.images.push_back(Image("cron", ImageReading::Presence::kThere));
  report.images.back().other_platform = true;
  report.images.back().found.platforms = {"linux/arm64"};
  report.images.push_back(Image("web", ImageReading::Presence::kMissing));
  report.images.push_back(Image("worker", ImageReading::Presence::kUnknown));
  report.images.back().found.why = "no answer\x1b[31m";
  report.images.back().found.remedy = "Log in.";
  report.asked = 9;
  report.missing = 2;
  report.unknown = 1;
  EXPECT_EQ(ImagesText(report, {}),
            "there     r.example/api:v1     api\n"
            "          its label says that it was built from aaaaaaa, not from bbbbbbb\n"
            "missing   r.example/cron:v1    cron\n"
            "          it is for linux/arm64, not for linux/amd64\n"
            "missing   r.example/web:v1     web\n"
            "unknown   r.example/worker:v1  worker\n"
            "\n"
            "Not known of worker: no answer\\033[31m\n"
            "  Log in.\n"
            "\n"
            "9 images, 2 missing, 1 not known\n");
}

TEST(ImagesReportTest, ACauseIsToldOnceForAllImagesThatHaveIt) {
  ImagesReport report{.environment = "prod", .platforms = {}, .images = {}};
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
    report.images.push_back(Image(name, ImageReading::Presence::kUnknown));
    report.images.back().found.why = *name == 'b' ? "expired" : "no answer";
    report.images.back().found.remedy = "Log in.";
  }
  report.asked = report.unknown = report.images.size();
  const std::string text = ImagesText(report, {});
  EXPECT_TRUE(
      text.ends_with("unknown   r.example/h:v1  h\n"
                     "\n"
                     "Not known of a, c, d, e, f, 2 more: no answer\n"
                     "  Log in.\n"
                     "\n"
                     "Not known of b: expired\n"
                     "  Log in.\n"
                     "\n"
                     "8 images, 0 missing, 8 not known\n"))
      << text;
}

TEST(ImagesReportTest, MoreIsToldWhenItIsAskedFor) {
  ImagesReport report{.environment = "prod", .platforms = {}, .images = {}};
  report.images.push_back(Image("api", ImageReading::Presence::kThere));
  report.images.back().found.platforms = {"linux/amd64", "linux/arm64"};
  report.images.back().found.immutable = true;
  report.images.back().found.digest = "sha256:d";
  report.asked = 1;
  EXPECT_EQ(ImagesText(report, {.verbose = true}),
            "there     r.example/api:v1  api\n"
            "          for linux/amd64, linux/arm64\n"
            "          its tag can be pushed only once\n"
            "          sha256:d\n"
            "\n"
            "1 image, 0 missing\n");
  EXPECT_EQ(ImagesText(report, {}), "there     r.example/api:v1  api\n\n1 image, 0 missing\n");
}

TEST(ImagesReportTest, WithNothingToListOnlyTheNumbersStand) {
  ImagesReport report{.environment = "prod", .platforms = {}, .images = {}};
  report.asked = 3;
  EXPECT_EQ(ImagesText(report, {}), "3 images, 0 missing\n");
}

}  // namespace
}  // namespace deltaplan::planner
