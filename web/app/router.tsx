/** The addresses of the page. Each screen is a file of its own that is loaded when somebody goes there. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { readMarketSearch } from '../features/markets/market-search.ts'
import { readOrderSearch } from '../features/orders/order-search.ts'
import { readWayBack } from '../features/account/way-back.ts'
import { Crashed, ScreenMissing } from '../features/shell/crashed.tsx'
import { NotFound } from '../features/shell/not-found.tsx'
import { Shell } from '../features/shell/shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })
const getParentRoute = () => root

/** A screen that cannot be loaded is told as that: the router would reload the page, and without a platform nothing would come. */
function screen<T>(load: () => Promise<T>): () => Promise<T> {
  return async () => {
    try {
      return await load()
    } catch (cause) {
      throw new ScreenMissing(cause)
    }
  }
}

const home = createRoute({
  getParentRoute,
  path: '/',
  component: lazyRouteComponent(
    screen(() => import('../screens/home/screen.tsx')),
    'HomeScreen',
  ),
})
const login = createRoute({
  getParentRoute,
  path: '/login',
  validateSearch: readWayBack,
  component: lazyRouteComponent(
    screen(() => import('../screens/login/screen.tsx')),
    'LoginScreen',
  ),
})
const register = createRoute({
  getParentRoute,
  path: '/register',
  validateSearch: readWayBack,
  component: lazyRouteComponent(
    screen(() => import('../screens/register/screen.tsx')),
    'RegisterScreen',
  ),
})
const trade = createRoute({
  getParentRoute,
  path: '/trade/$symbol',
  component: lazyRouteComponent(
    screen(() => import('../screens/trade/screen.tsx')),
    'TradeScreen',
  ),
})
const markets = createRoute({
  getParentRoute,
  path: '/markets',
  validateSearch: readMarketSearch,
  component: lazyRouteComponent(
    screen(() => import('../screens/markets/screen.tsx')),
    'MarketsScreen',
  ),
})
const portfolio = createRoute({
  getParentRoute,
  path: '/portfolio',
  component: lazyRouteComponent(
    screen(() => import('../screens/portfolio/screen.tsx')),
    'PortfolioScreen',
  ),
})
const orders = createRoute({
  getParentRoute,
  path: '/orders',
  validateSearch: readOrderSearch,
  component: lazyRouteComponent(
    screen(() => import('../screens/orders/screen.tsx')),
    'OrdersScreen',
  ),
})
/** An order by itself is the list with its life beside it. */
const order = createRoute({
  getParentRoute,
  path: '/orders/$id',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/orders', search: readOrderSearch({ order: params.id }), replace: true })
  },
})
const status = createRoute({
  getParentRoute,
  path: '/status',
  component: lazyRouteComponent(
    screen(() => import('../screens/status/screen.tsx')),
    'StatusScreen',
  ),
})
const settings = createRoute({
  getParentRoute,
  path: '/settings',
  component: lazyRouteComponent(
    screen(() => import('../screens/settings/screen.tsx')),
    'SettingsScreen',
  ),
})
const tree = root.addChildren([home, login, register, trade, markets, portfolio, orders, order, status, settings])

/** The router of the whole page. A link that is looked at loads its screen beforehand. */
export function createPageRouter() {
  return createRouter({ routeTree: tree, defaultPreload: 'intent', defaultErrorComponent: Crashed, scrollRestoration: true })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>
  }
}
