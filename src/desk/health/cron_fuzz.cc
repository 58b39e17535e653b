#include "desk/health/cron.h"

#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall;
  const auto cron = desk::Cron::parse(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!cron) return 0;
  const Time time = Time::from_unix_seconds(1'770'000'000);
  const auto next = cron->next(time, Zone::utc());
  PITWALL_CHECK(!next || cron->fits(Zone::utc().local(*next)), "'{}' fits {}", cron->text(),
                next->text());
  PITWALL_CHECK(desk::Cron::parse(cron->text()).value() == *cron, "'{}' reads back", cron->text());
  return 0;
}
